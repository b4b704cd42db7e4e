// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldedLineTest {

  private static final String LINE =
      "07:09:56.553 server netty /chat | the peer hung up: 1006 Abnormal Closure, peer_reset"
          + " | TCP reset by peer 6 ms after the handshake; 1 frame received, 1 sent"
          + " | Check that the proxy in front passes the upgrade and look in the client's log | id 7";

  @Test
  void whatHappenedIsOnTheFirstLineAndWhyBelow() {
    assertThat(FoldedLine.at(120, LINE, 8))
        .isEqualTo(
            """
            07:09:56.553 server netty /chat | the peer hung up: 1006 Abnormal Closure, peer_reset
              | TCP reset by peer 6 ms after the handshake; 1 frame received, 1 sent
              | Check that the proxy in front passes the upgrade and look in the client's log
              | id 7""");
  }

  @Test
  void longPartsAreBrokenBetweenWords() {
    String folded = FoldedLine.at(40, LINE, 8);
    assertThat(("hangup: " + folded).lines()).allMatch(line -> line.length() <= 40);
    assertThat(folded.replaceAll("\\s+", " ")).isEqualTo(LINE);
    assertThat(folded)
        .contains("\n  | Check that the proxy in front passes\n    the upgrade and look in the");
  }

  @Test
  void aLineOfOnePartIsBrokenToo() {
    assertThat(FoldedLine.at(40, "a".repeat(50) + " word", 8))
        .isEqualTo("a".repeat(50) + "\n    word");
    assertThat(FoldedLine.at(40, "short", 8)).isEqualTo("short");
  }
}
