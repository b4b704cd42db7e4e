// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidenceTest {

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  private Diagnosis of(Connection connection) {
    return diagnostician.diagnose(connection.account());
  }

  @Test
  void tomcatsTextBufferIsNamedWithItsSettings() {
    Diagnosis diagnosis =
        of(new Connection().peerSoFar(1, 8192).sentClose(1009, 3).receivedClose(1009, 1));

    assertThat(diagnosis.code()).isEqualTo(1009);
    assertThat(diagnosis.cause()).isEqualTo(Cause.MESSAGE_TOO_BIG);
    assertThat(diagnosis.evidence())
        .isEqualTo("the peer's text message passed 8192 bytes, Tomcat's default text buffer");
    assertThat(diagnosis.remediation())
        .contains("setMaxTextMessageBufferSize")
        .contains("org.apache.tomcat.websocket.textBufferSize")
        .contains("@OnMessage(maxMessageSize=…)");
  }
}
