// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Rule;
import java.util.ArrayList;
import java.util.List;

/** A connection whose sentences are kept in {@code src/test/resources/golden}. */
record Example(String told, Connection connection) {

  private static final List<Example> NUMBERS =
      List.of(
          tooBig("tomcat", 1, 8192, -1),
          tooBig("tomcat", 1, 8192, 8192),
          tooBig("tomcat", 2, 9000, 8192),
          tooBig("tomcat", 1, 5000, 4096),
          tooBig("tomcat", 1, 5000, -1),
          tooBig("netty", 2, 70_000, 65_536),
          tooBig("jetty", 1, 70_000, -1),
          tooBig("other", 1, 70_000, -1),
          new Example(
              "the peer refuses 70 000 bytes",
              new Connection().receivedClose(1009, 5).thisSideSentLast(1, 70_000)),
          new Example(
              "the peer refuses a message that was compressed",
              new Connection().receivedClose(1009, 5).thisSideSentLast(1, 65).compressing()),
          new Example(
              "silence near no known limit",
              new Connection().silentFor(61_300, 61_300).ended(Ending.PEER_RESET)),
          new Example(
              "one ping of three unanswered",
              new Connection().pings(3, 1, 20_000).silentFor(25_000, 20_000)),
          new Example(
              "a learned idle limit, and pings at just that pace",
              new Connection()
                  .silentFor(45_100, 45_100)
                  .pings(3, 0, -1)
                  .cutAfterSilence(4, 44_900, 45_200, 42_000, 45_000)),
          new Example(
              "a silence like others that were survived",
              new Connection()
                  .silentFor(45_000, 45_000)
                  .cutAfterSilence(1, 45_000, 45_000, 90_000, -1)),
          new Example(
              "a client that comes back without backoff",
              new Connection().ended(Ending.PEER_RESET).comesBackAfter(8, 1_000, 20)),
          new Example(
              "this side comes back without backoff",
              new Connection().client().ended(Ending.PEER_RESET).comesBackAfter(8, 1_000, 20)),
          new Example("cut inside a frame", cut().peerInsideFrame(12_000, 70_000)),
          new Example("cut inside a header", cut().peerInsideFrame(0, -1)),
          new Example(
              "the end right after the largest message",
              new Connection().thisSideSentLast(2, 1_048_577).silentFor(900, 5)),
          new Example(
              "a broken rule has a section and a place",
              new Connection().peerBroke(Rule.INVALID_UTF8, 3, 6, 0).sentClose(1007, 5)),
          new Example(
              "a broken rule that was let pass a minute before",
              new Connection().peerBroke(Rule.RSV2_SET, 3, 60_005, 20).sentClose(1002, 5)),
          new Example(
              "a shutdown with a Close frame without a code, as Reactor Netty sends it",
              new Connection().sentClose(1005, 5).ended(Ending.SHUTDOWN)),
          new Example(
              "the end 400 ms after the handshake",
              new Connection().nothingYetReceived().lasted(400).silentFor(400, 400)),
          new Example(
              "the handler's exception",
              new Connection().sentClose(1011, 5).handlerThrew("com.example.OrderFailure", 6)),
          new Example(
              "an idle timer and its setting",
              new Connection().sentClose(1001, 5).idleTimer(6).idleLimit(60_000, "maxIdleTimeout")),
          new Example(
              "3.2 MB that the peer did not take",
              new Connection()
                  .sendStalled(20_100, 5)
                  .stillToSend(3_200_000)
                  .ended(Ending.LOCAL_CLOSE)),
          reserved(1005),
          reserved(1006),
          reserved(1015),
          new Example(
              "an unanswered ping beside another story",
              new Connection()
                  .pings(3, 1, 3_005)
                  .silentFor(1, 5)
                  .sentClose(1008, 5)
                  .unheardFor(3_100)));

  /** Those above, and every tale. */
  static List<Example> all() {
    List<Example> all = new ArrayList<>();
    for (Tale tale : Tale.ALL) {
      all.add(new Example(tale.toString(), tale.connection()));
    }
    all.addAll(NUMBERS);
    return all;
  }

  /** The peer's message, which this side refuses with 1009; of no known limit where that is -1. */
  static Connection refused(String stack, int opcode, long reached) {
    return new Connection()
        .on(stack)
        .peerSoFar(opcode, reached)
        .sentClose(1009, 3)
        .receivedClose(1009, 1);
  }

  private static Example tooBig(String stack, int opcode, long reached, long limit) {
    return new Example(
        stack + " refuses opcode " + opcode + " at " + reached + " bytes, limit " + limit,
        refused(stack, opcode, reached).messageLimit(limit));
  }

  private static Connection cut() {
    return new Connection().peerSends(2, 70_000).ended(Ending.PEER_RESET);
  }

  private static Example reserved(int code) {
    return new Example(
        code + " on the wire",
        new Connection().receivedClose(code, 5, null, Rule.RESERVED_CLOSE_CODE));
  }
}
