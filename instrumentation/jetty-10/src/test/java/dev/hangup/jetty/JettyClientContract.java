// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.UnwillingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of all generations have in common. */
abstract class JettyClientContract extends JettyContract {

  JettyClientContract() {
    super(true);
  }

  @ParameterizedTest
  @EnumSource
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    String path = server == UnwillingServer.IS_NOT_TRUSTED ? "/echo/untrusted" : "/echo/17";
    Options options = server.askedWithTls() ? Options.at(path).withTls() : Options.at(path);
    StackUnderTest application = Library.shared(version()).application(application(""));
    try {
      server.meet(
          port -> application.connect(port, options),
          port -> {
            if (server == UnwillingServer.NEVER_ANSWERS) {
              application.close();
            }
            ExportedSpan told = facts().awaitFailure();
            assertThat(told.error()).isTrue();
            assertThat(told.attributes())
                .containsEntry("url.path", path)
                .containsEntry("server.port", (long) port)
                .containsEntry("websocket.role", "client")
                .containsKey("error.type");
            assertThat(told.attributes().get("http.response.status_code")).isEqualTo(seen(server));
          });
    } finally {
      application.close(); // what is told of it again would be by now
    }
  }

  /** The status that was on the wire; Jetty makes a 400 of what it cannot read. */
  private static @Nullable Long seen(UnwillingServer server) {
    return switch (server) {
      case ANSWERS_200 -> 200L;
      case ANSWERS_401 -> 401L;
      case ANSWERS_404, REDIRECTS -> 404L;
      case ANSWERS_503 -> 503L;
      case ACCEPTS_ANOTHER_KEY, ACCEPTS_NO_KEY -> 101L;
      default -> null;
    };
  }
}
