// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Only;
import dev.hangup.testkit.PlainHttp;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Versions("jetty-12.txt")
class Jetty12ContractIT extends JettyContract {

  @Override
  protected String application() {
    return "dev.hangup.jetty.Jetty12Application";
  }

  /** On another thread, or by way of its callback: nobody knows when the creator returns. */
  @Only(Role.SERVER)
  @ParameterizedTest
  @CsvSource({"/later/17, /later/*", "/failing/17, /failing/*"})
  void aCreatorRefusesLater(String path, String route) throws Exception {
    ScriptedPeer peer = with().meet();
    peer.askUpgrade(path);
    int status = PlainHttp.answer(peer);
    assertThat(facts().awaitFailure().attributes())
        .containsEntry("http.response.status_code", (long) status)
        .containsEntry("http.route", route)
        .containsEntry("url.path", path);
  }
}
