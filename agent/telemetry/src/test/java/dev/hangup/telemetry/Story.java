// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Around;
import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeAccount;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.PeerLost;
import dev.hangup.observer.Series;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to be told about: a clean 1000 on {@code /chat}, changed as the test needs it. */
final class Story {

  static final long START = 1_700_000_000_000_000_000L;
  static final long END = START + 12_500_000_000L;

  /** Any rule will do. */
  static final Rule RULE = EnumSet.allOf(Rule.class).iterator().next();

  /** Of the key in RFC 6455 1.3. */
  static final String CONNECTION_ID = "b37a4f2cc0624f1690f64606cf385945";

  Series series = new Series(Role.SERVER, "netty", "/chat");
  Handshake handshake = Handshake.asServer("netty");
  Target target = new Target("ws", "example.org", 8080, "/chat", "token=secret");
  long end = END;
  int code = 1000;
  String name = "Normal Closure";
  @Nullable Cause cause = Cause.NORMAL;
  Diagnosis.Initiator initiator = Diagnosis.Initiator.REMOTE;
  boolean clean = true;
  boolean error;
  Account.@Nullable Stall stall;
  Circumstances circumstances = Circumstances.NONE;
  boolean incomplete;
  String evidence = "both sides said 1000";
  String remediation = "nothing to do";
  Account.@Nullable CloseFrame sent = new Account.CloseFrame(1000, null, 0, null);
  Account.@Nullable CloseFrame received = new Account.CloseFrame(1000, "bye", 0, null);
  boolean sentFirst;
  @Nullable String failure;
  @Nullable String handlerFailure;
  long lastPing = -1;
  long slowestPing = -1;
  Around around = Around.NOTHING;
  List<EndedConnection.SeenViolation> violations = new ArrayList<>();
  List<EndedConnection.SeenFrame> frames = new ArrayList<>();

  static Story clean() {
    return new Story();
  }

  /** The peer's TCP connection was reset. */
  static Story reset() {
    Story story = new Story();
    story.code = 1006;
    story.name = "Abnormal Closure";
    story.cause = Cause.PEER_RESET;
    story.clean = false;
    story.error = true;
    story.evidence = "TCP reset by peer";
    story.remediation = "look at the peer";
    story.sent = null;
    story.received = null;
    story.failure = "java.net.SocketException";
    return story;
  }

  /** So many ended with it. */
  Story together(int count) {
    around = around.with(new Around.Company(count, count, count, 0, 0, 0));
    return this;
  }

  /** A peer that took so many with it. */
  static PeerLost peerLost(int count, String... routes) {
    Story story = reset().together(count);
    story.cause = Cause.PEER_RESTART;
    story.handshake.peer(peer());
    return new PeerLost(story.ended().asOneOfMany(), count, count, List.of(routes));
  }

  /** As the upgrade request of RFC 6455 1.3 makes it. */
  Story withConnectionId() {
    handshake.connectionId(CONNECTION_ID);
    return this;
  }

  static InetSocketAddress peer() {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 7}), 50123);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  EndedConnection ended() {
    return new EndedConnection(
        series,
        handshake,
        target,
        START,
        end,
        account(),
        new Diagnosis(code, name, cause, initiator, clean, "a-rule", evidence, remediation),
        error,
        lastPing,
        slowestPing,
        violations,
        frames);
  }

  FailedHandshake refused(int status, HandshakeCause why) {
    HandshakeAccount account =
        new HandshakeAccount(
            series.role(),
            series.stack(),
            handshake.stackVersion(),
            handshake.framework(),
            target.scheme(),
            false,
            target.host(),
            HandshakeAccount.Request.NOT_KNOWN,
            status,
            HandshakeAccount.Answer.NOT_KNOWN,
            HandshakeAccount.Failure.NONE,
            null);
    return new FailedHandshake(
        series,
        handshake,
        target,
        START,
        end,
        account,
        new HandshakeDiagnosis(why, "a-rule", evidence, remediation));
  }

  private Account account() {
    return new Account(
        series.role(),
        series.stack(),
        handshake.stackVersion(),
        handshake.framework(),
        handshake.subprotocol(),
        false,
        incomplete ? Account.Sight.LOST : Account.Sight.WHOLE,
        end - START,
        -1,
        Ending.PEER_EOF,
        failure,
        sent,
        received,
        sentFirst,
        null,
        handlerFailure == null ? null : new Account.HandlerFailure(handlerFailure, -1),
        null,
        stall,
        null,
        direction(7, 5, 700, 300, 200, 1_500_000_000L),
        direction(4, 3, 90, 40, 60, 2_000_000_000L),
        new Account.Pings(2, 1, 1_000_000_000L),
        1_500_000_000L,
        null,
        around,
        circumstances);
  }

  private static Account.Direction direction(
      long frames, long messages, long bytes, long maxFrame, long maxMessage, long silence) {
    return Account.Direction.of(frames, messages, bytes, silence, 8, 2, maxFrame, maxMessage);
  }
}
