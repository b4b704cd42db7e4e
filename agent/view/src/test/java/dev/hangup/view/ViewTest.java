// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hangup.view.Browser.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ViewTest {

  private final Scene scene = new Scene();
  private final List<String> lines = new ArrayList<>();
  private final View view =
      Objects.requireNonNull(
          View.open(Map.of("hangup.view.port", "0"), Map.of(), scene.documents, lines::add));
  private final Browser browser = new Browser(view.port());

  @AfterEach
  void close() {
    view.close();
  }

  private static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("content-type", "application/json; charset=utf-8");
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void theAddressIsSaidAndIsOfThisMachineOnly() {
    assertThat(lines).containsExactly("the page is at http://localhost:" + view.port() + "/");
    assertThat(view.address().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void thePageComesWithItsFilesAndNothingElse() throws IOException {
    Answer page = browser.get("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers()).containsEntry("content-type", "text/html; charset=utf-8");
    Matcher files = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page.body());
    List<String> wanted = new ArrayList<>();
    while (files.find()) {
      wanted.add(files.group(1));
    }
    assertThat(wanted).containsExactly("icon.svg", "style.css", "app.js");
    // What it imports, and what that imports, is there too.
    for (int i = 0; i < wanted.size(); i++) {
      Answer file = browser.get("/" + wanted.get(i));
      assertThat(file.status()).as(wanted.get(i)).isEqualTo(200);
      Matcher imported = Pattern.compile("from '\\./([^']+)'").matcher(file.body());
      while (imported.find()) {
        if (!wanted.contains(imported.group(1))) {
          wanted.add(imported.group(1));
        }
      }
    }
    assertThat(wanted).contains("now.js", "closes.js", "story.js", "open.js", "codes.js");
  }

  @Test
  void thePageHasNoScriptOrStyleWithinAndNoAddressElsewhere() throws IOException {
    for (String each :
        List.of("index.html", "app.js", "dom.js", "now.js", "closes.js", "story.js", "style.css")) {
      assertThat(browser.get("/" + each).body())
          .as(each)
          .doesNotContain("innerHTML")
          .doesNotContain("insertAdjacentHTML")
          .doesNotContain("document.write")
          .doesNotContain("eval(")
          .doesNotContain("<style")
          .doesNotContainPattern("<script(?! type=\"module\" src=)")
          .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)[a-z]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/style.css", "/api/summary", "/api/nothing", "/nothing"})
  void everyAnswerIsGuarded(String target) throws IOException {
    Map<String, String> headers = browser.get(target).headers();

    assertThat(headers.get("content-security-policy"))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("style-src 'self'")
        .contains("connect-src 'self'")
        .contains("frame-ancestors 'none'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(headers)
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("x-frame-options", "DENY")
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("cross-origin-resource-policy", "same-origin")
        .containsEntry("cache-control", "no-store")
        .containsEntry("connection", "close")
        .doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../ViewServer.class",
        "/page/index.html",
        "/%2e%2e/Site.class",
        "/index.html/",
        "//index.html",
        "/app.js.map",
        "/api",
        "/api/",
        "/api/summary/",
        "/api/handbook",
        "/api/handbook?cause=none_such",
        "/api/handbook?code=65536"
      })
  void whatIsNotThereIsNotFound(String target) throws IOException {
    assertThat(browser.get(target).status()).isEqualTo(404);
  }

  @Test
  void thereIsNothingToChange() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")) {
      Answer refused = browser.send(method + " /api/closes HTTP/1.1", "Content-Length: 0");
      assertThat(refused.status()).as(method).isEqualTo(405);
      assertThat(refused.headers()).containsEntry("allow", "GET, HEAD");
    }
    Answer head = browser.send("HEAD / HTTP/1.1");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Integer.parseInt(head.headers().get("content-length"))).isGreaterThan(100);
  }

  @Test
  void badRequestsAreRefusedAndTheNextOneIsAnswered() throws IOException {
    assertThat(browser.raw("hello\r\n\r\n").status()).isEqualTo(400);
    assertThat(browser.raw("GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n").status())
        .isEqualTo(400);
    assertThat(browser.raw("GET / HTTP/1.1\r\n\r\n").status()).isEqualTo(403);
    assertThat(browser.get("/", "Host: evil.example").status()).isEqualTo(403);
    assertThat(browser.raw("GET /" + "a".repeat(20_000)).status()).isEqualTo(431);
    assertThat(browser.raw("GET / HTTP/1.1\nHost: localhost\n\n").status()).isEqualTo(200);
  }

  @Test
  void whatIsLiveIsReadAsJson() throws IOException {
    scene.dropped("/chat/1");
    scene.closedBecause("/chat/2", "bye");
    scene.open("/chat/3");

    assertThat(json(browser.get("/api/summary")).at("/totals/opened").intValue()).isEqualTo(3);
    assertThat(json(browser.get("/api/connections")).get("count").intValue()).isEqualTo(1);
    JsonNode rates = json(browser.get("/api/rates"));
    assertThat(rates.get("open").intValue()).isEqualTo(1);
    JsonNode closes = json(browser.get("/api/closes?brief=true"));
    assertThat(closes.get("ends")).hasSize(2);
    assertThat(closes.at("/ends/1/lastFrames").isMissingNode()).isTrue();
    JsonNode story = json(browser.get("/api/closes?number=1"));
    assertThat(story.get("ends")).hasSize(1);
    assertThat(story.at("/ends/0/cause").textValue()).isEqualTo("peer_eof");
    assertThat(story.at("/ends/0/lastFrames")).hasSize(1);
  }

  @Test
  void theHandbookIsReadInAnyOfItsLanguages() throws IOException {
    JsonNode all = json(browser.get("/api/codes?lang=ja"));
    assertThat(all.get("codes").size()).isGreaterThan(15);
    assertThat(all.get("causes").size()).isGreaterThan(20);
    assertThat(all.get("handshakeCauses").size()).isGreaterThan(10);

    JsonNode english = json(browser.get("/api/handbook?code=1009"));
    JsonNode japanese = json(browser.get("/api/handbook?code=1009&lang=ja-JP"));
    assertThat(english.at("/blocks/0/heading").textValue()).isEqualTo("1009 Message Too Big");
    assertThat(japanese.at("/facts/fix").textValue())
        .isNotEqualTo(english.at("/facts/fix").textValue())
        .matches(text -> text.codePoints().anyMatch(c -> c > 0x3000));
    assertThat(json(browser.get("/api/handbook?code=1002&and=1009")).at("/facts/codes")).hasSize(2);
    assertThat(json(browser.get("/api/handbook?cause=peer_eof")).at("/facts/cause").textValue())
        .isEqualTo("peer_eof");
    assertThat(
            json(browser.get("/api/handbook?cause=origin_refused")).at("/facts/cause").textValue())
        .isEqualTo("origin_refused");
    String range =
        all.at("/codes").findValuesAsText("row").stream()
            .filter(row -> row.contains("-"))
            .findFirst()
            .orElseThrow();
    assertThat(json(browser.get("/api/handbook?range=" + range)).at("/facts/row").textValue())
        .isEqualTo(range);
  }

  @Test
  void whatAPeerHasSentMeansNothingInHtml() throws IOException {
    String script = "<script>alert(1)</script>";
    scene.closedBecause("/<img src=x onerror=alert(1)>/" + "a".repeat(3000), script);
    scene.closedBecause("/\u202egnp.exe\u2028", "\u202eabc\u0000\u001b[31m' \" & \ud83d\ude00");

    Answer answer = browser.get("/api/closes");
    assertThat(answer.body()).matches("[\\x20-\\x7e\\s]*").doesNotContainPattern("[<>&']");
    JsonNode ends = json(answer).get("ends");
    assertThat(ends.get(1).get("reason").textValue()).isEqualTo(script);
    assertThat(ends.get(0).get("reason").textValue())
        .contains("abc")
        .doesNotContain("\u202e")
        .doesNotContain("\u001b");
  }

  @Test
  void whatHappensIsToldAsItHappens() throws IOException {
    scene.dropped("/before");
    try (Socket socket = browser.connect()) {
      Browser.say(socket, "GET /api/stream?after=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      InputStream in = socket.getInputStream();
      String head = Browser.until(in, "\r\n\r\n");
      assertThat(head)
          .startsWith("HTTP/1.1 200 ")
          .contains("text/event-stream")
          .contains("Content-Security-Policy");
      assertThat(Browser.until(in, "\n\n")).startsWith("event: rates\ndata: {");

      scene.dropped("/during");
      String told = Browser.until(in, "event: ends\n");
      assertThat(told).doesNotContain("/before");
      assertThat(Browser.until(in, "\n\n"))
          .startsWith("id: 2\ndata: {")
          .contains("/during")
          .doesNotContain("/before");
    }
    // A browser that was away asks for what it has missed.
    try (Socket socket = browser.connect()) {
      Browser.say(
          socket,
          "GET /api/stream?after=2 HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 1\r\n\r\n");
      Browser.until(socket.getInputStream(), "id: 2\n");
    }
  }

  @Test
  void clientsThatSayNothingHoldUpNobody() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = browser.connect();
        silent.add(socket);
        if (i % 2 == 0) {
          Browser.say(socket, "GET /api/summary HTTP/1.1\r\nHost: loc");
        }
      }
      assertThat(browser.get("/api/summary").status()).isEqualTo(200);
      // 64 at most: those that came first were let go of.
      assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void aLetterAtATimeIsNotWaitedForForever() throws Exception {
    ViewServer impatient =
        ViewServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Site(scene.documents::write),
            new Door(new ViewSettings(null, 0, null, false)),
            TimeUnit.MILLISECONDS.toNanos(1));
    try (Socket slow = new Browser(impatient.port()).connect()) {
      Browser.say(slow, "GET /");
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    } finally {
      impatient.close();
    }
  }

  @Test
  void answersThatAreNotReadAreDroppedWhereTheyAreTooMany() throws Exception {
    String large = "{\"x\":\"" + "y".repeat(9 << 20) + "\"}";
    ViewServer server =
        ViewServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Site(
                (query, out) -> {
                  out.write(large);
                  return true;
                }),
            new Door(new ViewSettings(null, 0, null, false)));
    List<Socket> deaf = new ArrayList<>();
    Browser browser = new Browser(server.port());
    try {
      for (int i = 0; i < 8; i++) {
        Socket socket = browser.connect();
        deaf.add(socket);
        Browser.say(socket, "GET /api/any HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      assertThat(browser.get("/api/any").body()).hasSize(large.length());
      assertThat(read(deaf.get(0))).isLessThan(large.length());
    } finally {
      for (Socket each : deaf) {
        each.close();
      }
      server.close();
    }
  }

  /** How much has come; a reset ends it too. */
  private static long read(Socket socket) {
    long count = 0;
    byte[] chunk = new byte[65536];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        count += read;
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  @Test
  void whatFailsWhileItIsReadIsSaidAndNoMore() throws IOException {
    View broken =
        Objects.requireNonNull(
            View.open(
                new ViewSettings(null, 0, null, false),
                (query, out) -> {
                  throw new IllegalStateException("secret");
                },
                lines::add));
    try {
      Answer answer = new Browser(broken.port()).get("/api/summary");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("IllegalStateException").doesNotContain("secret");
      assertThat(new Browser(broken.port()).get("/").status()).isEqualTo(200);
    } finally {
      broken.close();
    }
  }

  @Test
  void interruptsAndAMemoryThatIsFullDoNotEndIt() throws IOException {
    view.thread().interrupt();
    assertThat(browser.get("/").status()).isEqualTo(200);

    View full =
        Objects.requireNonNull(
            View.open(
                new ViewSettings(null, 0, null, false),
                (query, out) -> {
                  throw new OutOfMemoryError("of a test");
                },
                lines::add));
    try {
      assertThat(new Browser(full.port()).get("/api/summary").status()).isEqualTo(500);
      assertThat(new Browser(full.port()).get("/").status()).isEqualTo(200);
    } finally {
      full.close();
    }
  }

  @Test
  void aPortThatIsTakenIsOneLine() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      lines.clear();
      View none =
          View.open(
              Map.of("hangup.view.port", Integer.toString(taken.getLocalPort())),
              Map.of(),
              scene.documents,
              lines::add);

      assertThat(none).isNull();
      assertThat(lines)
          .singleElement()
          .asString()
          .startsWith("there is no page: port " + taken.getLocalPort() + " cannot be opened: ")
          .endsWith("; hangup.view.port takes another, 0 a free one");
    }
  }

  @Test
  void forOtherMachinesATokenIsMadeAndPrintedOnce() throws IOException {
    lines.clear();
    View elsewhere =
        Objects.requireNonNull(
            View.open(
                Map.of("hangup.view.port", "0", "hangup.view.host", "127.0.0.1"),
                Map.of(),
                scene.documents,
                lines::add));
    try {
      Matcher said =
          Pattern.compile("the page is at http://127\\.0\\.0\\.1:(\\d+)/\\?token=([0-9a-f]{32})")
              .matcher(String.join("\n", lines));
      assertThat(said.matches()).as("%s", lines).isTrue();
      Browser other = new Browser(elsewhere.port());
      assertThat(other.get("/api/summary").status()).isEqualTo(401);
      assertThat(other.get("/api/stream").status()).isEqualTo(401);
      assertThat(other.get("/style.css").status()).isEqualTo(401);
      Answer in = other.get("/?token=" + said.group(2));
      assertThat(in.status()).isEqualTo(303);
      String cookie = in.headers().get("set-cookie").split(";", -1)[0];
      assertThat(other.get("/api/summary", "Cookie: " + cookie).status()).isEqualTo(200);
      assertThat(other.get("/api/summary", "Authorization: Bearer " + said.group(2)).status())
          .isEqualTo(200);
    } finally {
      elsewhere.close();
    }
  }

  @Test
  void thePortIsFreeAfterTheEnd() throws IOException {
    int port = view.port();
    view.close();

    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }
}
