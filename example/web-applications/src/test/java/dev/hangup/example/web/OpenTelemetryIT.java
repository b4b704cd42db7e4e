// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that are traced by OpenTelemetry's agent, with ours as its extension, or by the
 * application itself, with ours alone: the connection is below the request that opened it, and that
 * one below the client's span.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // theirs takes its time to start
class OpenTelemetryIT {

  private static final String AGENT = "io.opentelemetry.javaagent:opentelemetry-javaagent:2.33.1";
  private static final String SDK = "io.opentelemetry:opentelemetry-sdk:";
  private static final String HANGUP = System.getProperty("hangup.jar", "");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";

  @TempDir Path folder;

  @ParameterizedTest(name = "Spring Boot {0} on {1}")
  @CsvSource({"3.5.16,tomcat", "4.1.0,tomcat", "3.5.16,jetty", "4.1.0,jetty"})
  void theConnectionIsBelowTheRequestThatTheirAgentSaw(String boot, String stack) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-javaagent:" + MavenJars.of(List.of(AGENT)).get(0),
                "-Dotel.javaagent.extensions=" + HANGUP,
                "-Dotel.logs.exporter=none"));
    command.addAll(SpringBootIT.command(boot, stack));
    try (Server server = Server.startWithoutAgent(folder, command)) {
      talk(Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)")));

      List<Span> spans = server.awaitSpans("WS ", "GET");
      Span connection = only(spans, "WS ");
      Span request = only(spans, "GET");
      assertThat(hex(connection.getTraceId())).isEqualTo(TRACE);
      assertThat(hex(connection.getParentSpanId())).isEqualTo(hex(request.getSpanId()));
      assertThat(hex(request.getParentSpanId())).isEqualTo(CLIENT);
      assertThat(Told.of(request).get("http.response.status_code")).isEqualTo("101");
      server.end();
    }
  }

  @ParameterizedTest(name = "Spring Boot {0} on {1}")
  @CsvSource({"3.5.16,tomcat", "4.1.0,tomcat", "3.5.16,jetty", "4.1.0,jetty"})
  void theConnectionIsBelowTheRequestThatTheApplicationTraces(String boot, String stack)
      throws Exception {
    List<Path> libraries = new ArrayList<>(SpringBootIT.libraries(boot, stack));
    libraries.addAll(MavenJars.of(List.of(SDK + System.getProperty("opentelemetry.version"))));
    List<String> command =
        SpringBootIT.arguments(
            List.of(
                "-cp",
                SpringBootIT.classPath(libraries),
                "dev.hangup.example.web.traced.TracedApplication"));
    try (Server server = Server.start(folder, command)) {
      talk(Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)")));

      Span connection = only(server.awaitSpans("WS "), "WS ");
      assertThat(server.awaitSaid("request is (\\w+ \\w+), below (\\w+)")).isEqualTo(CLIENT);
      assertThat(server.awaitSaid("request is \\w+ (\\w+)")).isNotEqualTo(CLIENT);
      assertThat(server.awaitSaid("request is (\\w+ \\w+)"))
          .isEqualTo(hex(connection.getTraceId()) + ' ' + hex(connection.getParentSpanId()));
      assertThat(hex(connection.getTraceId())).isEqualTo(TRACE);
      server.end();
    }
  }

  private static void talk(int port) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
      peer.sendBytes(
          peer.upgradeRequest(
              "/shop/rooms/17/talk", 13, "traceparent: 00-" + TRACE + '-' + CLIENT + "-01"));
      assertThat(peer.readHead().get("")).contains("101");
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
    }
  }

  private static Span only(List<Span> spans, String beginning) {
    List<Span> found = spans.stream().filter(span -> span.getName().startsWith(beginning)).toList();
    assertThat(found).as("among %s", spans).hasSize(1);
    return found.get(0);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
