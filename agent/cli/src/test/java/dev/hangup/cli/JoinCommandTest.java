// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinCommandTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int join(String... arguments) {
    return join(InputStream.nullInputStream(), arguments);
  }

  private int join(InputStream in, String... arguments) {
    return CommandLine.run(
        Stream.concat(Stream.of("join"), Arrays.stream(arguments)).toArray(String[]::new),
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String line(String role, String id, String cause, String rest) {
    return "{\"time\":\"2026-11-28T10:00:00.500Z\",\"websocket.close.code\":1006,"
        + "\"websocket.role\":\""
        + role
        + "\",\"websocket.connection.id\":\""
        + id
        + "\",\"websocket.close.cause\":\""
        + cause
        + "\",\"http.route\":\"/chat/{id}\""
        + rest
        + "}\n";
  }

  private static String dropped() {
    return line(
        "server",
        ID,
        "local_abort",
        ",\"websocket.close.initiator\":\"local\",\"websocket.close.rule\":\"dropped-here\","
            + "\"websocket.close.evidence\":\"no Close frame, then this side closed the transport\","
            + "\"websocket.close.remediation\":\"Close the WebSocket with a code. Settings in"
            + " Netty: x.\"");
  }

  private static String heard(String id) {
    return line(
        "client",
        id,
        "peer_reset",
        ",\"websocket.close.initiator\":\"remote\","
            + "\"websocket.close.evidence\":\"no Close frame, then TCP reset by peer\"");
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    return file.toString();
  }

  @Test
  void theCulpritIsNamedWithWhatEachSideSawAndWhatToDo() throws IOException {
    assertThat(join(file("s.json", dropped()), file("c.json", heard(ID)))).isZero();
    assertThat(out().replaceAll("\\s+", " "))
        .startsWith("1 connection told by both ends To blame Rule Connections server dropped 1 ")
        .contains(ID + " /chat/{id} To blame server (dropped) Verdict the server closed the")
        .contains(
            " server 1006 local_abort (this side hung up): no Close frame, then this side closed"
                + " the transport; ended 2026-11-28T10:00:00.500Z; told by ")
        .contains(" client 1006 peer_reset (the peer hung up): no Close frame, then TCP reset by")
        .contains("How to fix it server: Close the WebSocket with a code")
        .contains("s.json 1 end of connections");
    assertThat(out().lines()).allMatch(line -> line.length() <= 100 || line.contains(folder + ""));
    assertThat(err()).isEmpty();
  }

  @Test
  void oneExportMayHaveBothEnds() throws IOException {
    assertThat(join(file("both.json", dropped() + heard(ID)))).isZero();
    assertThat(out()).startsWith("1 connection told by both ends");
  }

  @Test
  void markdownIsADocument() throws IOException {
    join(file("s.json", dropped() + heard(ID)), "--format", "markdown");
    assertThat(out())
        .startsWith("# 1 connection told by both ends\n\n| To blame | Rule | Connections |\n")
        .contains("\n## " + ID + " /chat/{id}\n")
        .contains("- **To blame**: server (dropped)\n");
  }

  @Test
  void jsonIsForPrograms() throws IOException {
    join(file("s.json", dropped() + heard(ID)), "--format=json");
    assertThat(out())
        .contains("\"connection\": \"" + ID + "\"")
        .contains("\"blame\": \"server\"")
        .contains("\"rule\": \"dropped\"")
        .contains("\"cause\": \"local_abort\"")
        .contains("\"end\": \"2026-11-28T10:00:00.500Z\"")
        .contains("\"unpaired\": []");
  }

  @Test
  void whatToDoIsInTheLanguageAskedForAndKeysAreTheSame() throws IOException {
    join(file("s.json", dropped() + heard(ID)), "--lang", "ja", "--format", "json");
    assertThat(out())
        .contains("\"blame\": \"server\"")
        .containsPattern("\"remedy\": \"サーバー: [^\"]*。")
        .doesNotContain("Settings in Netty");
  }

  @Test
  void whatIsNotJudgedIsNamed() throws IOException {
    String other = "fedcba9876543210fedcba9876543210";
    assertThat(
            join(
                file("a.json", "not json\n" + heard(ID) + "{\"a\":\n"),
                file("b.json", heard(other) + heard(other).replace("00:00", "01:00"))))
        .isZero();
    assertThat(out().replaceAll("\\s+", " "))
        .startsWith(
            "No connection is told by both ends Told by one end only " + ID + " client: 1006")
        .contains("Told too often, not judged " + other + " this id is no connection's own: it was")
        .contains(
            "a.json 1 end of connections; 1 broken, the rest was read (line 3: it is broken off);"
                + " 1 line that is no JSON was passed over")
        .doesNotContain("To blame");
  }

  @Test
  void standardInputAndZippedFilesAreRead() throws IOException {
    Path zipped = folder.resolve("c.json.gz");
    try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      to.write(heard(ID).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(
            join(
                new ByteArrayInputStream(dropped().getBytes(StandardCharsets.UTF_8)),
                "-",
                zipped.toString()))
        .isZero();
    assertThat(out()).startsWith("1 connection told by both ends").contains("standard input");
  }

  @Test
  void anAddressIsAskedOnceWithNothingOfThisMachine() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + path
                  + " "
                  + exchange.getRequestURI().getQuery()
                  + " "
                  + exchange.getRequestHeaders().getFirst("User-Agent")
                  + " "
                  + exchange.getRequestBody().readAllBytes().length);
          byte[] body = dropped().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Location", "/found");
          exchange.sendResponseHeaders(
              path.equals("/moved") ? 302 : path.equals("/found") ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(join(address + "/found?tags={\"a b\":\"secret\"}", file("c.json", heard(ID))))
          .isZero();
      assertThat(out()).startsWith("1 connection told by both ends").doesNotContain("secret");
      assertThat(join(address + "/missing")).isEqualTo(2);
      assertThat(join(address + "/moved")).isEqualTo(2);
      assertThat(err())
          .isEqualTo(
              "join: "
                  + address
                  + "/missing answers 404\njoin: "
                  + address
                  + "/moved answers 302; name the address that it leads to\n");
      assertThat(asked)
          .containsExactly(
              "GET /found tags={\"a b\":\"secret\"} hangup 0",
              "GET /missing null hangup 0",
              "GET /moved null hangup 0");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-such-file",
        "--frobnicate",
        "http://",
        "http://:::/",
        "https://127.0.0.1:1/",
        "\0",
        "-"
      })
  void badInputIsOneLine(String argument) {
    String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
    assertThat(join(arguments)).isEqualTo(2);
    assertThat(err().lines()).singleElement().asString().startsWith("join: ");
    assertThat(out()).isEmpty();
  }

  @Test
  void aFolderAndATextAndHalfAZippedFileAreOneLineEach() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream to = new GZIPOutputStream(zipped)) {
      to.write(heard(ID).getBytes(StandardCharsets.UTF_8));
    }
    Path half = folder.resolve("half.gz");
    Files.write(half, Arrays.copyOf(zipped.toByteArray(), 60));
    assertThat(join(folder.toString())).isEqualTo(2);
    assertThat(join(file("text", "hello\n"))).isEqualTo(2);
    assertThat(join(half.toString())).isEqualTo(2);
    assertThat(err().lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(" is a folder; name the files in it"),
            line -> assertThat(line).contains(" has no JSON in it; it takes OTLP JSON, "),
            line -> assertThat(line).contains("half.gz cannot be read: "));
  }
}
