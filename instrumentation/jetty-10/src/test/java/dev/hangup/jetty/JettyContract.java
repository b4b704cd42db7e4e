// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Told;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all generations of Jetty have in common, and do otherwise than others. */
abstract class JettyContract extends StackContract {

  private final boolean client;

  JettyContract(boolean client) {
    super(client);
    this.client = client;
  }

  @Override
  protected String stack() {
    return "jetty";
  }

  @Override
  protected String route() {
    return client ? super.route() : "/echo/*";
  }

  @Override
  protected @Nullable String clientUserAgent() {
    return "Jetty/" + version();
  }

  /** Jetty waits for an answer to 1000 and to the application's own codes, to no other. */
  @Override
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          1000, normal
          3000, policy
          3999, application
          4000, application
          4999, application
          """)
  protected void theApplicationClosesWith(int code, String cause) throws Exception {
    super.theApplicationClosesWith(code, cause);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          1001, going_away
          1003, unsupported_data
          1008, policy
          1009, message_too_big
          1011, internal_error
          1012, restart
          1013, overload
          """)
  void theApplicationClosesAtOnceWith(int code, String cause) throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!close " + code + " because");
    assertThat(peer.receive()).isEqualTo(Frame.close(code, "because"));
    assertThat(peer.receive()).isNull();
    ends("%d %s local unclean sent=%d".formatted(code, cause, code));
  }

  /** Jetty's own word for it, and it does not wait for an answer. */
  @Override
  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    ScriptedPeer peer = talking(with(options().withIdleMillis(300)));
    assertThat(peer.receive()).isEqualTo(Frame.close(1001, "Connection Idle Timeout"));
    peer.receiveToTheEnd();
    ends("1001 idle_timeout_local local unclean sent=1001");
  }

  /** A client calls it a violated policy. */
  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    int code = client ? 1008 : 1011;
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(code);
    peer.receiveToTheEnd();
    ends(
        code
            + " internal_error local unclean sent="
            + code
            + " error=java.lang.IllegalStateException");
  }

  /** Jetty's servers leave a request they will not upgrade to others; applications refuse. */
  @Override
  @Test
  protected void theUpgradeIsRefused() throws Exception {
    if (client) {
      super.theUpgradeIsRefused();
      return;
    }
    ScriptedPeer peer = with().meet();
    peer.askUpgrade("/forbidden/17");
    assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 403 ");
    Told told = facts().awaitFailure();
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", 403L)
        .containsEntry("http.route", "/forbidden/*")
        .containsEntry("url.path", "/forbidden/17")
        .containsEntry("user_agent.original", "scripted-peer")
        .containsEntry("websocket.role", "server");
  }
}
