// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsualLimitsTest {

  private static final String USUAL = " is the usual ";

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  private String evidence(Connection connection) {
    return diagnostician.diagnose(connection.account()).evidence();
  }

  private static Connection refusedWithASize(long bytes) {
    return new Connection().thisSideSentLast(2, bytes).receivedClose(1009, 5).sentClose(1009, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "8193, '8192 bytes is the usual limit of messages at Tomcat'",
    "40000, '32768 bytes is the usual limit of frames at AWS API Gateway, and of messages at ASP.NET Core SignalR'",
    "65537, '65536 bytes is the usual limit of frames at Netty and what is built on it, and of messages at Jetty'",
    "140000, '131072 bytes is the usual limit of messages at AWS API Gateway'",
    "300000, '262144 bytes is the usual limit of messages at Vert.x'",
    "1000001, '1000000 bytes is the usual limit of messages at Socket.IO'",
    "1048577, '1048576 bytes is the usual limit of messages at Cloudflare Workers, Kong (from clients), and websockets for Python'",
    "16777217, '16777216 bytes is the usual limit of messages at Kong (from servers)'",
    "104857601, '104857600 bytes is the usual limit of messages at ws for Node.js'"
  })
  void aSizeThatWasRefusedPointsToALimit(long size, String words) {
    assertThat(evidence(refusedWithASize(size))).endsWith("; " + words);
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 8192, 5_000_000, 500_000_000})
  void orToNone(long size) {
    assertThat(evidence(refusedWithASize(size))).doesNotContain(USUAL);
  }

  /** A limit counts what comes out of the compression, and the wire has what went in. */
  @Test
  void compressedSizesPointToNone() {
    assertThat(evidence(refusedWithASize(40_000).compressing())).doesNotContain(USUAL);
  }

  @Test
  void aDropRightAfterALargeMessagePointsToOneToo() {
    Connection dropped = new Connection().thisSideSentLast(1, 140_000).silentFor(60_000, 5);

    assertThat(evidence(dropped))
        .endsWith(
            "a size limit on the way is likely; 131072 bytes is the usual limit of messages at AWS"
                + " API Gateway");
  }

  @ParameterizedTest
  @CsvSource({
    "30, Tyrus on Grizzly",
    "60, Pekko and Akka HTTP",
    "75, Play",
    "180, Traefik",
    "240, WSO2",
    "270, Cloudflare Gateway",
    "300, Azure Front Door",
    "600, Amazon CloudFront"
  })
  void aSilenceThatWasCutPointsToAnOwner(long seconds, String owner) {
    Connection cut = new Connection().silentFor(seconds * 1_000, seconds * 1_000);

    assertThat(evidence(cut)).contains(seconds + " s" + USUAL + "idle limit of ").contains(owner);
    assertThat(evidence(cut.silentFor(seconds * 1_030, seconds * 1_030)))
        .doesNotContain(seconds + " s" + USUAL);
  }

  @Test
  void noTwoIdleLimitsAreToldOfOneSilence() {
    IdleDefault[] all = IdleDefault.values();
    for (int i = 1; i < all.length; i++) {
      assertThat(all[i].seconds() * 49L).isGreaterThan(all[i - 1].seconds() * 51L);
    }
  }
}
