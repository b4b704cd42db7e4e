// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Alertmanager with the configuration of this example, in its faster time. */
final class Alertmanager implements AutoCloseable {

  private final Program program;
  private final int port;

  private Alertmanager(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  static Alertmanager start(Path folder, Receiver webhook) throws IOException {
    Path executable =
        Program.find("Debian's prometheus-alertmanager", "prometheus-alertmanager", "alertmanager");
    Path configuration =
        Hasty.copy(
            Example.file("alertmanager/alertmanager.yml"),
            folder.resolve("alertmanager.yml"),
            Map.of("receiver:8099", "localhost:" + webhook.port()));
    int port = Program.freePort();
    Program program =
        Program.start(
            folder.resolve("alertmanager.log"),
            Map.of(),
            executable,
            "--config.file=" + configuration,
            "--storage.path=" + folder.resolve("alertmanager"),
            "--web.listen-address=localhost:" + port,
            "--cluster.listen-address=");
    program.awaitReady(port, "/-/ready");
    return new Alertmanager(program, port);
  }

  int port() {
    return port;
  }

  /** As Prometheus does it, all in one. */
  void tell(List<Map<String, String>> alerts) throws IOException, InterruptedException {
    String body =
        alerts.stream()
            .map(
                labels ->
                    labels.entrySet().stream()
                        .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(",", "{\"labels\":{", "}}")))
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
