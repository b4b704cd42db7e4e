// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static dev.hangup.codec.Rule.INVALID_CLOSE_REASON;
import static dev.hangup.codec.Rule.INVALID_DEFLATE;
import static dev.hangup.codec.Rule.INVALID_UTF8;
import static dev.hangup.codec.Rule.MASKED_SERVER_FRAME;
import static dev.hangup.codec.Rule.MESSAGE_TOO_BIG;
import static dev.hangup.codec.Rule.ONE_BYTE_CLOSE_BODY;
import static dev.hangup.codec.Rule.RESERVED_CLOSE_CODE;
import static dev.hangup.codec.Rule.RESERVED_DATA_OPCODE;
import static dev.hangup.codec.Rule.RSV1_NOT_NEGOTIATED;
import static dev.hangup.codec.Rule.RSV2_SET;
import static dev.hangup.codec.Rule.UNMASKED_CLIENT_FRAME;

import dev.hangup.close.Diagnosis.Initiator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection told in a sentence, with the code and cause that must come out of it, and its
 * nearest neighbour: as like it as can be, and another story.
 */
record Tale(
    Story story,
    String told,
    Connection connection,
    int code,
    @Nullable Cause cause,
    Connection neighbour,
    Story neighbourStory) {

  @Override
  public String toString() {
    return story.id() + ": " + told;
  }

  private static Connection aConnection() {
    return new Connection();
  }

  /** 1000 both ways, ours first. */
  private static Connection agreed() {
    return aConnection().sentClose(1000, 5).receivedClose(1000, 2);
  }

  /** A Close frame of ours that the peer answered in kind. */
  private static Connection weClose(int code) {
    return aConnection().sentClose(code, 5).receivedClose(code, 2);
  }

  /** A Close frame of the peer's that we answered in kind. */
  private static Connection peerCloses(int code) {
    return aConnection().receivedClose(code, 5).sentClose(code, 4);
  }

  static final List<Tale> ALL =
      List.of(
          // What may not be judged.
          new Tale(
              Story.LOST_SIGHT,
              "the agent was attached while the connection was open",
              aConnection().lostSight(),
              1006,
              null,
              aConnection(),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.LOST_SIGHT,
              "a Close frame came whose payload could not be seen",
              aConnection().receivedClose(-1, 5),
              1005,
              null,
              peerCloses(1005),
              Story.BOTH_AGREED),

          // Close frames that are broken themselves.
          new Tale(
              Story.RESERVED_CODE_RECEIVED,
              "a relay passes the 1006 of its own close event on",
              aConnection().receivedClose(1006, 5, null, RESERVED_CLOSE_CODE).sentClose(1002, 4),
              1002,
              Cause.PROTOCOL_ERROR,
              aConnection(),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.RESERVED_CODE_RECEIVED,
              "1005 stands in the frame, and Netty answers 1000",
              aConnection().receivedClose(1005, 5, null, RESERVED_CLOSE_CODE).sentClose(1000, 4),
              1002,
              Cause.PROTOCOL_ERROR,
              peerCloses(1005),
              Story.BOTH_AGREED),
          new Tale(
              Story.FORBIDDEN_CODE_RECEIVED,
              "the peer invents 5000",
              aConnection().receivedClose(5000, 5, null, RESERVED_CLOSE_CODE).sentClose(1002, 4),
              1002,
              Cause.PROTOCOL_ERROR,
              peerCloses(4999),
              Story.APPLICATION_CODE_RECEIVED),
          new Tale(
              Story.BROKEN_CLOSE_RECEIVED,
              "a Close frame of one byte",
              aConnection().receivedClose(-1, 5, null, ONE_BYTE_CLOSE_BODY).sentClose(1002, 4),
              1002,
              Cause.PROTOCOL_ERROR,
              aConnection().sentClose(1000, 9).receivedClose(-1, 5, null, ONE_BYTE_CLOSE_BODY),
              Story.BOTH_AGREED),
          new Tale(
              Story.BROKEN_CLOSE_RECEIVED,
              "a reason that is not UTF-8",
              aConnection().receivedClose(1000, 5, null, INVALID_CLOSE_REASON).sentClose(1007, 4),
              1007,
              Cause.INVALID_PAYLOAD,
              peerCloses(1000),
              Story.BOTH_AGREED),
          new Tale(
              Story.BROKEN_CLOSE_SENT,
              "the application calls close with 1006 and the stack sends it",
              aConnection().sentClose(1006, 5, RESERVED_CLOSE_CODE).receivedClose(1002, 2),
              1002,
              Cause.PROTOCOL_ERROR,
              weClose(1002),
              Story.FRAMING_REFUSED_HERE),

          // Violations that ended it, and such that were let pass.
          new Tale(
              Story.NEVER_MASKED,
              "a client that does not mask",
              aConnection().peerBroke(UNMASKED_CLIENT_FRAME, 0, 6, 0).sentClose(1002, 5),
              1002,
              Cause.PROTOCOL_ERROR,
              aConnection().peerBroke(UNMASKED_CLIENT_FRAME, 7, 6, 0).sentClose(1002, 5),
              Story.CHANGED_ON_THE_WAY),
          new Tale(
              Story.PAYLOAD_RECEIVED_BROKEN,
              "Latin-1 sent as text",
              aConnection().peerBroke(INVALID_UTF8, 3, 6, 0).sentClose(1007, 5),
              1007,
              Cause.INVALID_PAYLOAD,
              aConnection()
                  .peerBrokeMessage(INVALID_UTF8, 3, 60_000, 60_000, 20)
                  .sentClose(1007, 5),
              Story.PAYLOAD_REFUSED_HERE),
          new Tale(
              Story.COMPRESSED_DATA_BROKEN,
              "Netty drops the connection over compressed data it cannot inflate",
              aConnection()
                  .on("netty")
                  .peerBroke(INVALID_DEFLATE, 3, 6, 0)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.INVALID_PAYLOAD,
              aConnection()
                  .on("netty")
                  .peerBroke(INVALID_DEFLATE, 3, 6_000, 0)
                  .ended(Ending.LOCAL_CLOSE),
              Story.DROPPED_HERE),
          new Tale(
              Story.BROKEN_FROM_THE_START,
              "another protocol begins right after the handshake",
              aConnection().peerBroke(RESERVED_DATA_OPCODE, 0, 6, 0).sentClose(1002, 5),
              1002,
              Cause.PROTOCOL_ERROR,
              aConnection().peerBroke(RESERVED_DATA_OPCODE, 1, 6, 0).sentClose(1002, 5),
              Story.CHANGED_ON_THE_WAY),
          new Tale(
              Story.CHANGED_ON_THE_WAY,
              "a frame breaks a rule after good ones, and Netty says 1000 for it",
              aConnection().on("netty").peerBroke(RSV2_SET, 12, 6, 0).sentClose(1000, 5),
              1000,
              Cause.PROTOCOL_ERROR,
              agreed().peerBroke(RSV1_NOT_NEGOTIATED, 12, 60_000, 40),
              Story.BOTH_AGREED),
          new Tale(
              Story.CHANGED_ON_THE_WAY,
              "frames of the peer still arrive after our 1002",
              aConnection().peerBroke(RSV2_SET, 12, 200, 30).sentClose(1002, 199),
              1002,
              Cause.PROTOCOL_ERROR,
              aConnection().peerBroke(RSV2_SET, 12, 100, 30).sentClose(1002, 199),
              Story.FRAMING_REFUSED_HERE),
          new Tale(
              Story.PAYLOAD_SENT_BROKEN,
              "this side sends bytes as text and the peer objects",
              aConnection()
                  .thisSideBroke(INVALID_UTF8, 2, 100, 1)
                  .receivedClose(1007, 20)
                  .sentClose(1007, 19),
              1007,
              Cause.INVALID_PAYLOAD,
              peerCloses(1007),
              Story.PAYLOAD_REFUSED_THERE),
          new Tale(
              Story.RULE_BROKEN_HERE,
              "this side masks as a server and the peer hangs up at once",
              aConnection().thisSideBroke(MASKED_SERVER_FRAME, 0, 100, 3),
              1006,
              Cause.PROTOCOL_ERROR,
              aConnection().thisSideBroke(MASKED_SERVER_FRAME, 0, 30_000, 3),
              Story.FIN_WITHOUT_CLOSE),

          // What this JVM did.
          new Tale(
              Story.JVM_SHUTDOWN,
              "the container says 1001 while the JVM shuts down",
              aConnection().sentClose(1001, 5).ended(Ending.SHUTDOWN),
              1001,
              Cause.SHUTDOWN,
              aConnection().sentClose(1001, 5).ended(Ending.LOCAL_CLOSE),
              Story.THIS_SIDE_LEFT),
          new Tale(
              Story.DEAD_AT_THE_IDLE_TIMER,
              "an idle handler pings, and gives up at its next event",
              aConnection()
                  .pings(1, 1, 2_000)
                  .silentFor(4_000, 5)
                  .idleTimer(6)
                  .sentClose(1000, 5)
                  .ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.PING_TIMEOUT,
              aConnection()
                  .pings(1, 1, 2_000)
                  .silentFor(1_500, 5)
                  .idleTimer(6)
                  .sentClose(1000, 5)
                  .ended(Ending.LOCAL_CLOSE),
              Story.IDLE_TIMER),
          new Tale(
              Story.IDLE_TIMER,
              "the container's idle timer fires and it sends 1001",
              weClose(1001).idleTimer(6).idleLimit(60_000, "Session.setMaxIdleTimeout"),
              1001,
              Cause.IDLE_TIMEOUT_LOCAL,
              weClose(1001),
              Story.THIS_SIDE_LEFT),
          new Tale(
              Story.IDLE_TIMER,
              "an idle handler closes the channel without a Close frame",
              aConnection().on("netty").idleTimer(3).ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.IDLE_TIMEOUT_LOCAL,
              aConnection().on("netty").idleTimer(15_000).ended(Ending.LOCAL_CLOSE),
              Story.DROPPED_HERE),
          new Tale(
              Story.IDLE_TIMER,
              "the application's own code at the very moment the timer fires",
              aConnection().on("netty").idleTimer(6).sentClose(4000, 5).ended(Ending.LOCAL_CLOSE),
              4000,
              Cause.IDLE_TIMEOUT_LOCAL,
              aConnection().on("netty").idleTimer(500).sentClose(4000, 5).ended(Ending.LOCAL_CLOSE),
              Story.APPLICATION_CODE_SENT),
          new Tale(
              Story.IDLE_TIMER,
              "a keep-alive ping and its pong come between another firing and the end",
              weClose(1001).idleTimer(6),
              1001,
              Cause.IDLE_TIMEOUT_LOCAL,
              weClose(1001).idleTimer(600, true),
              Story.THIS_SIDE_LEFT),
          new Tale(
              Story.HANDLER_FAILED,
              "Tomcat answers an exception of the handler with 1002",
              weClose(1002).handlerThrew("java.lang.IllegalStateException", 6),
              1002,
              Cause.INTERNAL_ERROR,
              agreed().handlerThrew("java.lang.IllegalStateException", 3_600_000),
              Story.BOTH_AGREED),

          // What a gateway makes of the other leg's end.
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "the server behind the gateway says 4401, and the gateway tells its client 1000",
              weClose(1000).legOf(true, 4401, Initiator.REMOTE, 3),
              1000,
              Cause.NORMAL,
              weClose(4401).legOf(true, 4401, Initiator.REMOTE, 3),
              Story.APPLICATION_CODE_SENT),
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "a client of the gateway says 4001, and the gateway drops the connection behind it",
              aConnection()
                  .client()
                  .ended(Ending.LOCAL_CLOSE)
                  .legOf(false, 4001, Initiator.REMOTE, 3),
              1006,
              Cause.LOCAL_ABORT,
              aConnection().client().legOf(false, 4001, Initiator.REMOTE, 3),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "1001 of a server that restarts becomes 1000",
              weClose(1000).legOf(true, 1001, Initiator.REMOTE, 3),
              1000,
              Cause.NORMAL,
              weClose(1012).legOf(true, 1001, Initiator.REMOTE, 3),
              Story.SERVICE_RESTARTS),
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "the gateway passes 1000 for a message the server behind it found too big",
              weClose(1000).legOf(true, 1009, Initiator.REMOTE, 0),
              1000,
              Cause.NORMAL,
              agreed().legOf(true, 1009, Initiator.REMOTE, -3),
              Story.BOTH_AGREED),
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "1002 is made of 4401, and nothing broke a rule",
              weClose(1002).legOf(true, 4401, Initiator.REMOTE, 3),
              1002,
              Cause.PROTOCOL_ERROR,
              peerCloses(1002).legOf(true, 4401, Initiator.REMOTE, 3),
              Story.FRAMING_REFUSED_THERE),
          new Tale(
              Story.CODE_LOST_BETWEEN_LEGS,
              "the peer does not wait for the end of it",
              aConnection().sentClose(1000, 5).legOf(true, 4401, Initiator.REMOTE, 3),
              1000,
              Cause.PEER_EOF,
              weClose(1001).idleTimer(6).legOf(true, 4401, Initiator.REMOTE, 3),
              Story.IDLE_TIMER),
          new Tale(
              Story.FAILURE_HIDDEN_BETWEEN_LEGS,
              "the server behind the gateway dies, and the gateway tells its client 1000",
              weClose(1000).legOf(true, 1006, Initiator.REMOTE, 3),
              1000,
              Cause.NORMAL,
              weClose(1011).legOf(true, 1006, Initiator.REMOTE, 3),
              Story.ERROR_HERE),
          new Tale(
              Story.FAILURE_HIDDEN_BETWEEN_LEGS,
              "the network behind the gateway is gone, and it says nothing in its Close frame",
              weClose(1005).legOf(true, 1006, Initiator.UNKNOWN, 3),
              1005,
              Cause.NORMAL,
              weClose(1005).legOf(true, 1005, Initiator.REMOTE, 3),
              Story.BOTH_AGREED),
          new Tale(
              Story.FAILURE_HIDDEN_BETWEEN_LEGS,
              "a client breaks off, and the server behind the gateway hears 1000",
              weClose(1000).client().legOf(false, 1006, Initiator.REMOTE, 3),
              1000,
              Cause.NORMAL,
              weClose(1000).client().legOf(false, 1006, Initiator.LOCAL, 3),
              Story.BOTH_AGREED),
          new Tale(
              Story.FAILURE_HIDDEN_BETWEEN_LEGS,
              "the reset of a client reaches the handler of the connection behind the gateway",
              aConnection()
                  .client()
                  .handlerThrew("java.net.SocketException", 6)
                  .sentClose(1005, 5)
                  .ended(Ending.LOCAL_CLOSE)
                  .legOf(false, 1006, Initiator.REMOTE, 3),
              1005,
              Cause.INTERNAL_ERROR,
              aConnection()
                  .client()
                  .handlerThrew("java.lang.IllegalStateException", 6)
                  .sentClose(1005, 5)
                  .ended(Ending.LOCAL_CLOSE)
                  .legOf(false, 1006, Initiator.REMOTE, 3),
              Story.HANDLER_FAILED),
          new Tale(
              Story.ENDED_WITH_THE_OTHER_LEG,
              "a client breaks off, and the gateway drops the connection behind it",
              aConnection()
                  .client()
                  .ended(Ending.LOCAL_CLOSE)
                  .legOf(false, 1006, Initiator.REMOTE, 3),
              1006,
              Cause.LOCAL_ABORT,
              aConnection()
                  .client()
                  .ended(Ending.LOCAL_CLOSE)
                  .legOf(false, 1006, Initiator.REMOTE, -3),
              Story.DROPPED_HERE),

          // What the first Close frame says.
          new Tale(
              Story.TOO_BIG_FOR_THIS_SIDE,
              "a text message fills Tomcat's buffer",
              weClose(1009).peerSoFar(1, 8192),
              1009,
              Cause.MESSAGE_TOO_BIG,
              peerCloses(1009),
              Story.TOO_BIG_FOR_THE_PEER),
          new Tale(
              Story.TOO_BIG_FOR_THIS_SIDE,
              "an idle timer fired, and the answer to the ping it sent was too long",
              aConnection()
                  .on("netty")
                  .idleTimer(600, true)
                  .peerSoFar(1, 70_000)
                  .sentClose(1009, 5)
                  .ended(Ending.LOCAL_CLOSE),
              1009,
              Cause.MESSAGE_TOO_BIG,
              aConnection().on("netty").idleTimer(600).sentClose(1001, 5),
              Story.IDLE_TIMER),
          new Tale(
              Story.TOO_BIG_FOR_THIS_SIDE,
              "a Netty client refuses a frame and says 1002",
              aConnection()
                  .on("netty")
                  .client()
                  .peerSends(2, 70_000)
                  .sentClose(1002, 5)
                  .messageLimit(65_536, 6)
                  .ended(Ending.LOCAL_CLOSE),
              1002,
              Cause.MESSAGE_TOO_BIG,
              aConnection()
                  .on("netty")
                  .client()
                  .peerSends(2, 70_000)
                  .sentClose(4002, 5)
                  .messageLimit(65_536, 6)
                  .ended(Ending.LOCAL_CLOSE),
              Story.APPLICATION_CODE_SENT),
          new Tale(
              Story.TOO_BIG_FOR_THIS_SIDE,
              "the reader's own limit was passed",
              weClose(1009).peerBroke(MESSAGE_TOO_BIG, 3, 6, 0).peerSoFar(2, 70_000),
              1009,
              Cause.MESSAGE_TOO_BIG,
              weClose(1008).peerBroke(MESSAGE_TOO_BIG, 3, 6, 0),
              Story.POLICY_HERE),
          new Tale(
              Story.TOO_BIG_FOR_THE_PEER,
              "the peer refuses 70 000 bytes",
              peerCloses(1009).thisSideSentLast(1, 70_000),
              1009,
              Cause.MESSAGE_TOO_BIG,
              aConnection().thisSideSentLast(1, 70_000).silentFor(1_000, 5),
              Story.DROPPED_AFTER_A_LARGE_MESSAGE),
          new Tale(
              Story.FRAMING_REFUSED_HERE,
              "the stack sends 1002 over something that is no rule of the framing",
              weClose(1002),
              1002,
              Cause.PROTOCOL_ERROR,
              weClose(1002).peerBroke(RSV2_SET, 12, 6, 0),
              Story.CHANGED_ON_THE_WAY),
          new Tale(
              Story.FRAMING_REFUSED_THERE,
              "the peer says 1002 although all frames left here intact",
              peerCloses(1002),
              1002,
              Cause.PROTOCOL_ERROR,
              peerCloses(1002).thisSideBroke(RSV2_SET, 12, 100, 2),
              Story.RULE_BROKEN_HERE),
          new Tale(
              Story.PAYLOAD_REFUSED_HERE,
              "the stack sends 1007 over something the agent cannot see",
              weClose(1007),
              1007,
              Cause.INVALID_PAYLOAD,
              weClose(1007).peerBroke(INVALID_UTF8, 3, 6, 0),
              Story.PAYLOAD_RECEIVED_BROKEN),
          new Tale(
              Story.COMPRESSED_PAYLOAD_REFUSED_THERE,
              "the peer says 1007 to what was compressed here",
              peerCloses(1007).compressing(),
              1007,
              Cause.INVALID_PAYLOAD,
              peerCloses(1007),
              Story.PAYLOAD_REFUSED_THERE),
          new Tale(
              Story.PAYLOAD_REFUSED_THERE,
              "the peer says 1007 although the text left here as UTF-8",
              peerCloses(1007),
              1007,
              Cause.INVALID_PAYLOAD,
              peerCloses(1003),
              Story.TYPE_REFUSED_THERE),
          new Tale(
              Story.THIS_SIDE_LEFT,
              "the application closes with 1001",
              weClose(1001),
              1001,
              Cause.GOING_AWAY,
              weClose(1001).idleTimer(6),
              Story.IDLE_TIMER),
          new Tale(
              Story.IDLE_TIMER_OF_THE_PEER,
              "Jetty at the other end found the connection idle",
              aConnection().receivedClose(1001, 5, "Connection Idle Timeout", null),
              1001,
              Cause.GOING_AWAY,
              aConnection().receivedClose(1001, 5, "Shutdown", null),
              Story.THE_PEER_LEFT),
          new Tale(
              Story.THE_PEER_LEFT,
              "a browser tab is closed",
              peerCloses(1001),
              1001,
              Cause.GOING_AWAY,
              peerCloses(1000),
              Story.BOTH_AGREED),
          new Tale(
              Story.TYPE_REFUSED_HERE,
              "binary to an endpoint for text",
              weClose(1003),
              1003,
              Cause.UNSUPPORTED_DATA,
              peerCloses(1003),
              Story.TYPE_REFUSED_THERE),
          new Tale(
              Story.TYPE_REFUSED_THERE,
              "the peer handles text only",
              peerCloses(1003),
              1003,
              Cause.UNSUPPORTED_DATA,
              peerCloses(1007),
              Story.PAYLOAD_REFUSED_THERE),
          new Tale(
              Story.POLICY_HERE,
              "this side forbids a subscription",
              weClose(3003),
              3003,
              Cause.POLICY,
              weClose(3002),
              Story.APPLICATION_CODE_SENT),
          new Tale(
              Story.POLICY_THERE,
              "a token has expired",
              peerCloses(3000).client(),
              3000,
              Cause.POLICY,
              peerCloses(3001).client(),
              Story.APPLICATION_CODE_RECEIVED),
          new Tale(
              Story.EXTENSION_NOT_AGREED,
              "the client needs compression",
              peerCloses(1010),
              1010,
              Cause.EXTENSION_MISSING,
              peerCloses(1011),
              Story.ERROR_THERE),
          new Tale(
              Story.ERROR_HERE,
              "the application closes with 1011",
              weClose(1011).handlerThrew("java.lang.NullPointerException", 60_000),
              1011,
              Cause.INTERNAL_ERROR,
              weClose(1011).handlerThrew("java.lang.NullPointerException", 9_000),
              Story.HANDLER_FAILED),
          new Tale(
              Story.ERROR_THERE,
              "the server's handler failed",
              peerCloses(1011).client(),
              1011,
              Cause.INTERNAL_ERROR,
              weClose(1011).client(),
              Story.ERROR_HERE),
          new Tale(
              Story.SERVICE_RESTARTS,
              "the server announces its restart",
              peerCloses(1012).client(),
              1012,
              Cause.RESTART,
              peerCloses(1013).client(),
              Story.SERVICE_OVERLOADED),
          new Tale(
              Story.SERVICE_OVERLOADED,
              "the server sheds load",
              peerCloses(1013).client(),
              1013,
              Cause.OVERLOAD,
              peerCloses(1014).client(),
              Story.UPSTREAM_FAILED),
          new Tale(
              Story.UPSTREAM_FAILED,
              "the gateway cannot reach the server",
              peerCloses(1014).client(),
              1014,
              Cause.BAD_GATEWAY,
              peerCloses(1016).client(),
              Story.APPLICATION_CODE_RECEIVED),
          new Tale(
              Story.TOOK_TOO_LONG,
              "no login in time",
              peerCloses(3008).client(),
              3008,
              Cause.TIMEOUT,
              peerCloses(3009).client(),
              Story.APPLICATION_CODE_RECEIVED),
          new Tale(
              Story.APPLICATION_CODE_SENT,
              "the game is over",
              weClose(4000),
              4000,
              Cause.APPLICATION,
              peerCloses(4000),
              Story.APPLICATION_CODE_RECEIVED),
          new Tale(
              Story.APPLICATION_CODE_RECEIVED,
              "the other application has its own reasons",
              peerCloses(4999),
              4999,
              Cause.APPLICATION,
              aConnection().receivedClose(5000, 5),
              Story.FORBIDDEN_CODE_RECEIVED),

          // 1000, no code, or no Close frame at all.
          new Tale(
              Story.BOTH_AGREED,
              "1000 both ways",
              agreed(),
              1000,
              Cause.NORMAL,
              aConnection().sentClose(1000, 5),
              Story.ENDED_INSTEAD_OF_AN_ANSWER),
          new Tale(
              Story.BOTH_AGREED,
              "an empty Close frame, answered with 1000",
              aConnection().receivedClose(1005, 5).sentClose(1000, 4),
              1005,
              Cause.NORMAL,
              aConnection().receivedClose(1005, 5).ended(Ending.LOCAL_CLOSE),
              Story.CLOSED_WITHOUT_AN_ANSWER),
          new Tale(
              Story.TLS_BROKE,
              "a TLS record is damaged",
              aConnection().ended(Ending.TLS_FAILED, "javax.net.ssl.SSLException"),
              1006,
              Cause.TLS,
              agreed().ended(Ending.TLS_FAILED, "javax.net.ssl.SSLException"),
              Story.BOTH_AGREED),
          new Tale(
              Story.PING_UNANSWERED,
              "the peer is dead: a ping waits for 20 s",
              aConnection().pings(3, 1, 20_000).silentFor(25_000, 20_000).ended(Ending.PEER_RESET),
              1006,
              Cause.PING_TIMEOUT,
              aConnection().pings(3, 1, 1_000).silentFor(5_000, 1_000).ended(Ending.PEER_RESET),
              Story.RESET_BY_PEER),
          new Tale(
              Story.PING_UNANSWERED,
              "this side gives up after two pings and says 1000 to nobody",
              aConnection()
                  .pings(5, 2, 4_000)
                  .silentFor(9_000, 10)
                  .sentClose(1000, 10)
                  .ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.PING_TIMEOUT,
              aConnection()
                  .pings(5, 1, 4_000)
                  .silentFor(9_000, 10)
                  .sentClose(1000, 10)
                  .ended(Ending.LOCAL_CLOSE),
              Story.DID_NOT_WAIT_FOR_THE_ANSWER),
          new Tale(
              Story.PING_UNANSWERED,
              "this side gives up, and shuts its half of the transport behind the 1000",
              aConnection().pings(5, 2, 4_000).silentFor(4_100, 10).sentClose(1000, 10),
              1000,
              Cause.PING_TIMEOUT,
              aConnection().pings(5, 1, 4_000).silentFor(3_900, 10).sentClose(1000, 10),
              Story.ENDED_INSTEAD_OF_AN_ANSWER),
          new Tale(
              Story.PING_UNANSWERED,
              "Spring gives up on a frozen peer with a code of its own",
              aConnection()
                  .under("spring")
                  .pings(5, 3, 9_000)
                  .silentFor(12_000, 10)
                  .sentClose(4500, 10)
                  .ended(Ending.LOCAL_CLOSE),
              4500,
              Cause.PING_TIMEOUT,
              aConnection()
                  .under("spring")
                  .pings(5, 3, 9_000)
                  .silentFor(500, 10)
                  .sentClose(4500, 10)
                  .ended(Ending.LOCAL_CLOSE),
              Story.SESSION_NOT_RELIABLE),
          new Tale(
              Story.PING_UNANSWERED,
              "this side gives up with 1011, and the peer wakes up in time to answer",
              weClose(1011).pings(4, 2, 8_000).silentFor(2, 5).unheardFor(8_500),
              1011,
              Cause.PING_TIMEOUT,
              weClose(1011).pings(4, 2, 8_000).silentFor(2, 5).unheardFor(7_000),
              Story.ERROR_HERE),
          new Tale(
              Story.PING_UNANSWERED,
              "this side gives up with 1008, and nobody is forbidden anything",
              aConnection().pings(2, 1, 30_000).silentFor(31_000, 5).sentClose(1008, 5),
              1008,
              Cause.PING_TIMEOUT,
              aConnection().pings(2, 1, 3_000).silentFor(31_000, 5).sentClose(1008, 5),
              Story.POLICY_HERE),
          new Tale(
              Story.PING_UNANSWERED,
              "nothing but silence after the ping",
              aConnection().pings(5, 1, 6_000).silentFor(9_000, 6_000),
              1006,
              Cause.PING_TIMEOUT,
              aConnection().pings(5, 1, 6_000).silentFor(500, 6_000),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.CUT_AT_AN_AGE,
              "Google Cloud Run's request time-out of five minutes, with traffic until the end",
              aConnection().lasted(300_020).cutAtTheAgeOf(6, 299_800, 300_200),
              1006,
              Cause.MAX_AGE,
              aConnection()
                  .lasted(300_020)
                  .silentFor(300_020, 300_020)
                  .cutAtTheAgeOf(6, 299_800, 300_200),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.CUT_AT_AN_AGE,
              "clients that connected together reach the limit of a route together",
              aConnection().lasted(15_000).cutAtTheAgeOf(5, 14_990, 15_020).among(40, 40, 40),
              1006,
              Cause.MAX_AGE,
              aConnection().lasted(15_000).among(40, 40, 40),
              Story.MANY_ENDED_TOGETHER),
          new Tale(
              Story.MANY_ENDED_TOGETHER,
              "nginx is reloaded, and what goes through it ends with the old workers",
              aConnection().among(400, 400, 412),
              1006,
              Cause.PEER_RESTART,
              aConnection().among(400, 400, 900),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.MANY_ENDED_TOGETHER,
              "a proxy dies in the middle of an upload, with those that were silent",
              aConnection()
                  .peerSends(2, 70_000)
                  .peerInsideFrame(12_000, 70_000)
                  .ended(Ending.PEER_RESET)
                  .among(12, 11, 12, 100, 58_000),
              1006,
              Cause.PEER_RESTART,
              aConnection()
                  .peerSends(2, 70_000)
                  .peerInsideFrame(12_000, 70_000)
                  .ended(Ending.PEER_RESET)
                  .among(12, 9, 12),
              Story.CUT_INSIDE_A_FRAME),
          new Tale(
              Story.DROPPED_AT_A_KNOWN_LIMIT,
              "thirty fall silent with a message to all of them, and a minute later comes the limit",
              aConnection().silentFor(60_000, 60_000).among(30, 30, 30, 59_500, 60_400),
              1006,
              Cause.IDLE_DROP,
              aConnection().silentFor(60_000, 60_000).among(30, 30, 30, 4_000, 60_400),
              Story.MANY_ENDED_TOGETHER),
          new Tale(
              Story.CUT_INSIDE_A_FRAME,
              "an upload stops in the middle",
              aConnection()
                  .peerSends(2, 70_000)
                  .peerInsideFrame(12_000, 70_000)
                  .ended(Ending.PEER_RESET),
              1006,
              Cause.PEER_RESET,
              aConnection().peerSends(2, 70_000).ended(Ending.PEER_RESET),
              Story.RESET_BY_PEER),
          new Tale(
              Story.CUT_INSIDE_A_FRAME,
              "a slow upload took a minute and was never silent",
              aConnection()
                  .peerSends(2, 70_000_000)
                  .peerInsideFrame(65_000_000, 70_000_000)
                  .silentFor(60_000, 60_000),
              1006,
              Cause.PEER_EOF,
              aConnection().silentFor(60_000, 60_000),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.DROPPED_AT_A_KNOWN_LIMIT,
              "nginx gives up after a minute",
              aConnection().silentFor(60_000, 60_000).ended(Ending.PEER_RESET),
              1006,
              Cause.IDLE_DROP,
              aConnection().silentFor(63_000, 63_000).ended(Ending.PEER_RESET),
              Story.DROPPED_WHILE_SILENT),
          new Tale(
              Story.DROPPED_WHILE_SILENT,
              "something gives up after 45 s",
              aConnection().silentFor(45_000, 47_000),
              1006,
              Cause.IDLE_DROP,
              aConnection().silentFor(19_900, 47_000),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.DROPPED_AFTER_A_LARGE_MESSAGE,
              "a gateway does not like a megabyte",
              aConnection().thisSideSentLast(2, 1_048_577).silentFor(1_500, 5),
              1006,
              Cause.PEER_EOF,
              aConnection().thisSideSentLast(2, 1_048_577).silentFor(3_500, 3_000),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.SUBPROTOCOL_NOT_AGREED,
              "a client hangs up because no subprotocol was agreed on",
              aConnection()
                  .agreedToNoneOf("graphql-ws")
                  .nothingYetReceived()
                  .lasted(40)
                  .silentFor(40, 40),
              1006,
              Cause.PEER_EOF,
              aConnection()
                  .agreedToNoneOf("graphql-ws")
                  .client()
                  .nothingYetReceived()
                  .lasted(40)
                  .silentFor(40, 40),
              Story.DROPPED_SOON_AFTER_OPEN),
          new Tale(
              Story.DROPPED_SOON_AFTER_OPEN,
              "the server's open handler crashes",
              aConnection().client().nothingYetReceived().lasted(400).silentFor(400, 400),
              1006,
              Cause.PEER_EOF,
              aConnection().client().lasted(400).silentFor(400, 400),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.ANSWER_NEVER_CAME,
              "Tomcat waits for 30 s and closes",
              aConnection()
                  .sentClose(1000, 30_000)
                  .silentFor(40_000, 30_000)
                  .ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.CLOSE_TIMEOUT,
              aConnection().sentClose(1000, 2).ended(Ending.LOCAL_CLOSE),
              Story.DID_NOT_WAIT_FOR_THE_ANSWER),
          new Tale(
              Story.ANSWER_NEVER_CAME,
              "Jetty's idle timer ends the wait",
              aConnection().sentClose(1000, 30_000).idleTimer(5).ended(Ending.UNKNOWN),
              1000,
              Cause.CLOSE_TIMEOUT,
              aConnection().sentClose(1000, 30_000).ended(Ending.UNKNOWN),
              Story.END_NOT_SEEN),
          new Tale(
              Story.DID_NOT_WAIT_FOR_THE_ANSWER,
              "the server closes the socket as soon as its Close frame is out",
              aConnection().sentClose(1000, 2).ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.NORMAL,
              aConnection().ended(Ending.LOCAL_CLOSE),
              Story.DROPPED_HERE),
          new Tale(
              Story.WRITE_FAILED,
              "a broken pipe",
              aConnection().ended(Ending.WRITE_FAILED, "java.io.IOException"),
              1006,
              Cause.WRITE_FAILED,
              aConnection().ended(Ending.PEER_RESET, "java.io.IOException"),
              Story.RESET_BY_PEER),
          new Tale(
              Story.RESET_BY_PEER,
              "a process is killed with unread data",
              aConnection().ended(Ending.PEER_RESET),
              1006,
              Cause.PEER_RESET,
              aConnection().ended(Ending.PEER_RESET).silentFor(60_000, 60_000),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.FIN_WITHOUT_CLOSE,
              "a client closes its socket and nothing else",
              aConnection(),
              1006,
              Cause.PEER_EOF,
              aConnection().nothingYetReceived().lasted(1_500),
              Story.DROPPED_SOON_AFTER_OPEN),
          new Tale(
              Story.ENDED_INSTEAD_OF_AN_ANSWER,
              "a client answers our Close frame with a FIN",
              aConnection().sentClose(1000, 5),
              1000,
              Cause.PEER_EOF,
              agreed(),
              Story.BOTH_AGREED),
          new Tale(
              Story.CLOSED_WITHOUT_AN_ANSWER,
              "a Netty client closes the socket where it should answer",
              aConnection().on("netty").client().receivedClose(1000, 5).ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.NORMAL,
              peerCloses(1000).on("netty").client().ended(Ending.LOCAL_CLOSE),
              Story.BOTH_AGREED),
          new Tale(
              Story.CLOSED_WITHOUT_AN_ANSWER,
              "the peer says 1000 and is gone before the answer",
              aConnection().receivedClose(1000, 5).ended(Ending.PEER_RESET),
              1000,
              Cause.NORMAL,
              aConnection().ended(Ending.PEER_RESET),
              Story.RESET_BY_PEER),
          new Tale(
              Story.RAN_OUT_HERE,
              "no file descriptor is left",
              aConnection().ended(Ending.LOCAL_FAILURE, "java.io.IOException: Too many open files"),
              1006,
              Cause.LOCAL_ABORT,
              aConnection().ended(Ending.READ_FAILED, "java.io.IOException"),
              Story.END_NOT_SEEN),
          new Tale(
              Story.NETWORK_GAVE_UP,
              "the link is cut and TCP's own keep-alive gives up",
              aConnection()
                  .silentFor(60_000, 60_000)
                  .ended(Ending.UNREACHABLE, "java.io.IOException: Connection timed out"),
              1006,
              Cause.UNREACHABLE,
              aConnection().silentFor(60_000, 60_000).ended(Ending.PEER_RESET),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.NETWORK_GAVE_UP,
              "pings went unanswered until the system gave up",
              aConnection()
                  .pings(5, 3, 30_000)
                  .silentFor(31_000, 10_000)
                  .ended(Ending.UNREACHABLE, "java.io.IOException: No route to host"),
              1006,
              Cause.UNREACHABLE,
              aConnection().pings(5, 3, 30_000).silentFor(31_000, 10_000).ended(Ending.PEER_EOF),
              Story.PING_UNANSWERED),
          new Tale(
              Story.NOTHING_ACKNOWLEDGED,
              "the peer's host is gone, and this side gives up on its pong",
              aConnection()
                  .pings(5, 3, 30_000)
                  .silentFor(31_000, 10_000)
                  .unacknowledged(14, 4)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.UNREACHABLE,
              // The host is there, and the program on it does not answer.
              aConnection()
                  .pings(5, 3, 30_000)
                  .silentFor(31_000, 10_000)
                  .unacknowledged(0, 0)
                  .ended(Ending.LOCAL_CLOSE),
              Story.PING_UNANSWERED),
          new Tale(
              Story.NOTHING_ACKNOWLEDGED,
              "the link is cut, and nothing answers this side's Close frame",
              aConnection()
                  .sentClose(1000, 10_000)
                  .unacknowledged(5, 5)
                  .silentFor(12_000, 10_000)
                  .ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.UNREACHABLE,
              // A single lost packet.
              aConnection()
                  .sentClose(1000, 10_000)
                  .unacknowledged(5, 1)
                  .silentFor(12_000, 10_000)
                  .ended(Ending.LOCAL_CLOSE),
              Story.ANSWER_NEVER_CAME),
          new Tale(
              Story.NOTHING_ACKNOWLEDGED,
              "a send waited for a host that is gone",
              aConnection()
                  .sendStalled(20_000, 5)
                  .unacknowledged(90_000, 6)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.UNREACHABLE,
              // The host answers, and takes no more.
              aConnection().sendStalled(20_000, 5).windowShut(90_000).ended(Ending.LOCAL_CLOSE),
              Story.SEND_GIVEN_UP),
          new Tale(
              Story.SEND_GIVEN_UP,
              "the peer does not read, and Tomcat's send gives up after 20 s",
              aConnection()
                  .sendStalled(20_000, 5)
                  .silentFor(40_000, 20_000)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.SLOW_CONSUMER,
              aConnection().silentFor(40_000, 20_000).ended(Ending.LOCAL_CLOSE),
              Story.DROPPED_HERE),
          new Tale(
              Story.SEND_GIVEN_UP,
              "a write time-out of the JDK's",
              aConnection().ended(Ending.SEND_TIMED_OUT, "java.net.SocketTimeoutException"),
              1006,
              Cause.SLOW_CONSUMER,
              aConnection().ended(Ending.WRITE_FAILED, "java.io.IOException"),
              Story.WRITE_FAILED),
          new Tale(
              Story.END_NOT_ASKED_FOR,
              "the application did not ask for the next message for a minute",
              aConnection()
                  .readNothing(60_000, 1, false)
                  .silentFor(60_000, 60_000)
                  .ended(Ending.PEER_RESET),
              1006,
              Cause.PEER_RESET,
              aConnection().silentFor(60_000, 60_000).ended(Ending.PEER_RESET),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.END_NOT_ASKED_FOR,
              "the peer left while the application asked for nothing, and the JDK's client lost that",
              aConnection().readNothing(-1, 0, true).ended(Ending.PEER_EOF),
              1006,
              Cause.PEER_EOF,
              aConnection().ended(Ending.PEER_EOF),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "a collection of 12 s, and the peer hung up without a word",
              aConnection().collectedGarbage(12_300, 400).silentFor(13_000, 12_900),
              1006,
              Cause.LOCAL_STALL,
              // So short a one may have been there by chance.
              aConnection().collectedGarbage(4_900, 400).silentFor(5_600, 5_500),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "the peer's keep-alive ran out while a stopped process could not answer",
              aConnection()
                  .stoodStill(3_000, 6)
                  .silentFor(3_100, 3_050)
                  .receivedClose(1011, 5, "keepalive ping timeout", null),
              1011,
              Cause.LOCAL_STALL,
              // It came before the standstill.
              aConnection()
                  .stoodStill(3_000, 6)
                  .silentFor(3_100, 3_050)
                  .receivedClose(1011, 3_050, "keepalive ping timeout", null),
              Story.THIS_SIDE_DID_NOT_ANSWER),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "a ping of the peer lay there for 2 s, and it did not wait any longer",
              aConnection().stoodStill(2_000, 10).peerSends(9, 4).silentFor(5, 5),
              1006,
              Cause.LOCAL_STALL,
              // The ping had been read, and answered, before.
              aConnection().stoodStill(2_000, 10).peerSends(9, 4).silentFor(2_100, 2_090),
              Story.FIN_WITHOUT_CLOSE),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "this side slept instead of waiting for a pong",
              aConnection()
                  .pings(3, 1, 9_000)
                  .silentFor(9_500, 9_000)
                  .stoodStill(8_000, 50)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.LOCAL_STALL,
              // It was awake for long enough to see a pong.
              aConnection()
                  .pings(3, 1, 14_000)
                  .silentFor(14_500, 14_000)
                  .stoodStill(8_000, 50)
                  .ended(Ending.LOCAL_CLOSE),
              Story.PING_UNANSWERED),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "the peer's idle timer fired over a JVM that stood still",
              aConnection()
                  .stoodStill(20_000, 5)
                  .silentFor(30_000, 29_000)
                  .receivedClose(1001, 5, "Idle Timeout", null),
              1001,
              Cause.LOCAL_STALL,
              // It had been silent for far longer.
              aConnection()
                  .stoodStill(2_000, 5)
                  .silentFor(30_000, 29_000)
                  .receivedClose(1001, 5, "Idle Timeout", null),
              Story.IDLE_TIMER_OF_THE_PEER),
          new Tale(
              Story.THIS_JVM_STOOD_STILL,
              "a heartbeat could not be seen",
              aConnection()
                  .peerBeat(5_000, 1, 14_000)
                  .silentFor(14_000, 13_000)
                  .stoodStill(9_000, 20)
                  .sentClose(1002, 10),
              1002,
              Cause.LOCAL_STALL,
              aConnection()
                  .peerBeat(5_000, 1, 20_000)
                  .silentFor(20_000, 13_000)
                  .stoodStill(9_000, 20)
                  .sentClose(1002, 10),
              Story.HEARTBEAT_STOPPED),
          new Tale(
              Story.EVENT_LOOP_STOOD_STILL,
              "a handler blocks the event loop, and the peer hangs up",
              aConnection()
                  .on("netty")
                  .stoodStill(Circumstances.Kind.EVENT_LOOP, 31_000, 3, "com.acme.Quotes.reload")
                  .silentFor(31_100, 31_050),
              1006,
              Cause.LOCAL_STALL,
              // An idle limit on the way explains more.
              aConnection()
                  .on("netty")
                  .stoodStill(Circumstances.Kind.EVENT_LOOP, 6_000, 3, "com.acme.Quotes.reload")
                  .silentFor(60_010, 60_010),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.HANDLER_RAN_TOO_LONG,
              "a handler runs for 31 s, and the peer's keep-alive runs out",
              aConnection()
                  .stoodStill(Circumstances.Kind.HANDLER, 31_000, 6, "com.acme.Quotes.reload")
                  .receivedClose(1011, 5, "keepalive ping timeout", null),
              1011,
              Cause.LOCAL_STALL,
              // A peer that gives another reason has another one.
              aConnection()
                  .stoodStill(Circumstances.Kind.HANDLER, 31_000, 6, "com.acme.Quotes.reload")
                  .receivedClose(1008, 5, "not allowed", null),
              Story.POLICY_THERE),
          new Tale(
              Story.THIS_SIDE_DID_NOT_ANSWER,
              "a handler blocked for 15 s, and the peer's keep-alive ran out",
              aConnection().receivedClose(1011, 5, "keepalive ping timeout", null),
              1011,
              Cause.PING_TIMEOUT,
              aConnection().receivedClose(1011, 5, "Unexpected error", null),
              Story.ERROR_THERE),
          new Tale(
              Story.HEARTBEAT_STOPPED,
              "STOMP's heartbeat stops and Spring says 1002",
              aConnection()
                  .under("spring")
                  .peerBeat(10_000, 1, 31_000)
                  .silentFor(31_000, 10)
                  .sentClose(1002, 10),
              1002,
              Cause.HEARTBEAT_LOST,
              aConnection()
                  .under("spring")
                  .peerBeat(10_000, 1, 12_000)
                  .silentFor(12_000, 10)
                  .sentClose(1002, 10),
              Story.FRAMING_REFUSED_HERE),
          new Tale(
              Story.HEARTBEAT_STOPPED,
              "a client of engine.io is gone, and the server hangs up without a Close frame",
              aConnection()
                  .on("netty")
                  .peerBeat(25_000, 1, 60_000)
                  .silentFor(60_000, 35_000)
                  .ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.HEARTBEAT_LOST,
              aConnection()
                  .on("netty")
                  .peerBeat(25_000, 1, 60_000)
                  .silentFor(5_000, 35_000)
                  .ended(Ending.LOCAL_CLOSE),
              Story.DROPPED_HERE),
          new Tale(
              Story.OWN_HEARTBEAT_STOPPED,
              "the thread that beats for STOMP stood still, and the broker says 1002",
              aConnection()
                  .client()
                  .thisSideBeat(10_000, 1, 25_000)
                  .silentFor(5, 4)
                  .unheardFor(3_000)
                  .receivedClose(1002, 5)
                  .sentClose(1002, 4),
              1002,
              Cause.HEARTBEAT_LOST,
              aConnection()
                  .client()
                  .thisSideBeat(10_000, 1, 25_000, 2_000)
                  .silentFor(5, 4)
                  .unheardFor(3_000)
                  .receivedClose(1002, 5)
                  .sentClose(1002, 4),
              Story.FRAMING_REFUSED_THERE),
          new Tale(
              Story.SESSION_NOT_RELIABLE,
              "Spring cannot send to a client any more",
              weClose(4500).under("spring"),
              4500,
              Cause.SLOW_CONSUMER,
              weClose(4500),
              Story.APPLICATION_CODE_SENT),
          new Tale(
              Story.TLS_REFUSED_HERE,
              "plain text arrives inside TLS",
              aConnection().ended(Ending.TLS_REFUSED, "javax.net.ssl.SSLException"),
              1006,
              Cause.TLS,
              aConnection().ended(Ending.TLS_ALERT, "javax.net.ssl.SSLException"),
              Story.TLS_BROKE),
          new Tale(
              Story.IDLE_AFTER_A_VIOLATION,
              "HTTP is written into the connection, Jetty waits for more until its idle timer fires",
              aConnection()
                  .on("jetty")
                  .peerBroke(RSV1_NOT_NEGOTIATED, 40, 30_020, 0)
                  .peerInsideFrame(40, 69)
                  .silentFor(30_020, 40_000)
                  .idleTimer(10)
                  .sentClose(1001, 5),
              1001,
              Cause.IDLE_TIMEOUT_LOCAL,
              aConnection()
                  .on("jetty")
                  .peerBroke(RSV1_NOT_NEGOTIATED, 3, 30_020, 20)
                  .silentFor(30_020, 40_000)
                  .idleTimer(10)
                  .sentClose(1001, 5),
              Story.IDLE_TIMER),
          new Tale(
              Story.LEFT_AFTER_A_VIOLATION,
              "HTTP is written into the connection, Jetty waits for more, the peer leaves",
              aConnection()
                  .on("jetty")
                  .peerBroke(RSV1_NOT_NEGOTIATED, 40, 30_000, 0)
                  .peerInsideFrame(40, 69)
                  .silentFor(30_000, 40_000),
              1006,
              Cause.PROTOCOL_ERROR,
              aConnection()
                  .on("jetty")
                  .peerBroke(RSV1_NOT_NEGOTIATED, 3, 30_000, 20)
                  .silentFor(30_000, 40_000),
              Story.DROPPED_AT_A_KNOWN_LIMIT),
          new Tale(
              Story.PAYLOAD_RECEIVED_BROKEN,
              "Jetty looks at the text when the message is whole, long after the early fragment",
              aConnection()
                  .on("jetty")
                  .peerBrokeMessage(INVALID_UTF8, 3, 30_000, 6, 4)
                  .sentClose(1007, 5),
              1007,
              Cause.INVALID_PAYLOAD,
              aConnection()
                  .on("jetty")
                  .peerBrokeMessage(INVALID_UTF8, 3, 30_000, 29_000, 4)
                  .sentClose(1007, 5),
              Story.PAYLOAD_REFUSED_HERE),
          new Tale(
              Story.FORGOTTEN_WHILE_SILENT,
              "a NAT forgot the flow and resets the first packet after 30 s of silence",
              aConnection().silentUntilThisSideSpoke(33_000, 20).ended(Ending.PEER_RESET),
              1006,
              Cause.IDLE_DROP,
              aConnection().silentFor(33_000, 20).ended(Ending.PEER_RESET),
              Story.RESET_BY_PEER),
          new Tale(
              Story.JVM_SHUTDOWN,
              "the container's own hook says 1000 after the JVM has begun to go down",
              aConnection().goingDownFor(400).sentClose(1000, 100).ended(Ending.LOCAL_CLOSE),
              1000,
              Cause.SHUTDOWN,
              aConnection().goingDownFor(50).sentClose(1000, 100).ended(Ending.LOCAL_CLOSE),
              Story.DID_NOT_WAIT_FOR_THE_ANSWER),
          new Tale(
              Story.DROPPED_HERE,
              "the application aborts",
              aConnection().ended(Ending.LOCAL_CLOSE),
              1006,
              Cause.LOCAL_ABORT,
              aConnection()
                  .ended(Ending.LOCAL_CLOSE)
                  .handlerThrew("java.lang.NullPointerException", 5),
              Story.HANDLER_FAILED),
          new Tale(
              Story.SHUTDOWN_BEFORE_THE_ANSWER,
              "the peer's Close frame meets a JVM that is going down",
              aConnection().receivedClose(1000, 5).ended(Ending.SHUTDOWN),
              1000,
              Cause.SHUTDOWN,
              aConnection().ended(Ending.SHUTDOWN),
              Story.JVM_SHUTDOWN),
          new Tale(
              Story.END_NOT_SEEN,
              "the stack tells nothing",
              aConnection().ended(Ending.UNKNOWN),
              1006,
              null,
              aConnection().ended(Ending.UNKNOWN).silentFor(45_000, 45_000),
              Story.DROPPED_WHILE_SILENT));
}
