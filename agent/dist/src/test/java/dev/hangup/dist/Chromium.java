// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a window, led by its debugging protocol. */
final class Chromium implements AutoCloseable {

  private static final Pattern DEBUGGER = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Pattern PAGE =
      Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://[^\"]+/page/[^\"]+)\"");
  private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+),");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]*)\"");
  private static final Pattern DATA = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]*)\"");
  private static final Pattern REQUESTED =
      Pattern.compile(
          "\"method\":\"Network\\.requestWillBeSent\".*?\"request\":\\{\"url\":\"([^\"]+)\"");

  private final Process process;
  private final WebSocket debugger;
  private final Map<Integer, CompletableFuture<String>> asked;
  private final List<String> events;
  private final AtomicInteger ids = new AtomicInteger();

  private Chromium(
      Process process,
      WebSocket debugger,
      Map<Integer, CompletableFuture<String>> asked,
      List<String> events) {
    this.process = process;
    this.debugger = debugger;
    this.asked = asked;
    this.events = events;
  }

  /** Where there is none on the PATH the test is skipped, and says why. */
  static Chromium start(Path folder) throws Exception {
    Path console = folder.resolve("chromium.txt");
    Process process =
        new ProcessBuilder(
                program().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-proxy-server",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    try {
      return connected(process, page(process, console));
    } catch (Exception | Error e) {
      end(process);
      throw e;
    }
  }

  private static Path program() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, "chromium");
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    String reason = "skipped: no chromium on the PATH, it comes with Debian's chromium";
    System.out.println("the page in a browser: " + reason);
    return abort(reason);
  }

  /** Waits for what it prints; the time limit of the test is the only one. */
  private static URI page(Process process, Path console) throws Exception {
    while (true) {
      Matcher said = DEBUGGER.matcher(Files.readString(console));
      if (said.find()) {
        URI debugger = URI.create(said.group(1));
        try (var list =
            URI.create("http://127.0.0.1:" + debugger.getPort() + "/json/list")
                .toURL()
                .openStream()) {
          Matcher page = PAGE.matcher(new String(list.readAllBytes(), StandardCharsets.UTF_8));
          if (page.find()) {
            return URI.create(page.group(1));
          }
        }
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("chromium ended: " + Files.readString(console));
      }
    }
  }

  private static Chromium connected(Process process, URI page) throws Exception {
    Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    List<String> events = new CopyOnWriteArrayList<>();
    WebSocket debugger =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Listener(asked, events))
            .get();
    Chromium browser = new Chromium(process, debugger, asked, events);
    for (String domain : List.of("Runtime", "Log", "Network", "Page")) {
      browser.send(domain + ".enable", "");
    }
    return browser;
  }

  /** Answers go to those who asked, all else is kept. */
  private record Listener(
      Map<Integer, CompletableFuture<String>> asked, List<String> events, StringBuilder part)
      implements WebSocket.Listener {

    Listener(Map<Integer, CompletableFuture<String>> asked, List<String> events) {
      this(asked, events, new StringBuilder());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        String whole = part.toString();
        part.setLength(0);
        Matcher id = ID.matcher(whole);
        CompletableFuture<String> waiting =
            id.find() ? asked.remove(Integer.parseInt(id.group(1))) : null;
        if (waiting == null) {
          events.add(whole);
        } else {
          waiting.complete(whole);
        }
      }
      socket.request(1);
      return null;
    }
  }

  private String send(String method, String parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    asked.put(id, answer);
    debugger
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}",
            true)
        .get();
    String said = answer.get();
    if (said.contains("\"error\":{")) {
      throw new IllegalStateException(method + ": " + said);
    }
    return said;
  }

  void open(String address) throws Exception {
    send("Page.navigate", "\"url\":" + quoted(address));
  }

  /** The text that an expression of the page comes to. */
  String text(String expression) throws Exception {
    String bytes = "new TextEncoder().encode(String(" + expression + "))";
    String said =
        send(
            "Runtime.evaluate",
            "\"returnByValue\":true,\"expression\":"
                + quoted("btoa(String.fromCharCode(..." + bytes + "))"));
    Matcher value = VALUE.matcher(said);
    if (!value.find()) {
      throw new IllegalStateException(expression + ": " + said);
    }
    return new String(Base64.getDecoder().decode(value.group(1)), StandardCharsets.UTF_8);
  }

  boolean is(String expression) throws Exception {
    return text("Boolean(" + expression + ")").equals("true");
  }

  /** Waits for a fact of the page; the time limit of the test is the only one. */
  void until(String expression) throws Exception {
    while (!is(expression)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("chromium ended");
      }
    }
  }

  void run(String statements) throws Exception {
    text("(() => {" + statements + "})()");
  }

  /** A key is pressed and let go: a character, or a name such as Enter. */
  void press(String key) throws Exception {
    String named = "\"key\":" + quoted(key);
    String typed =
        key.length() == 1
            ? ",\"text\":" + quoted(key)
            : key.equals("Enter") ? ",\"text\":\"\\r\"" : "";
    send("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + named + typed);
    send("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + named);
  }

  void size(int width, int height) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        "\"width\":"
            + width
            + ",\"height\":"
            + height
            + ",\"deviceScaleFactor\":1,\"mobile\":false");
  }

  void screenshot(Path file) throws Exception {
    Matcher data = DATA.matcher(send("Page.captureScreenshot", "\"format\":\"png\""));
    if (data.find()) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(data.group(1)));
    }
  }

  /** What the console has of errors, refusals by the security policy and failed requests. */
  List<String> problems() {
    return events.stream()
        .filter(
            event ->
                event.contains("\"method\":\"Runtime.exceptionThrown\"")
                    || event.contains("\"method\":\"Runtime.consoleAPICalled\"")
                    || event.contains("\"method\":\"Log.entryAdded\""))
        .toList();
  }

  /** The address of each request that the page has made. */
  List<String> requested() {
    List<String> addresses = new ArrayList<>();
    for (String event : events) {
      Matcher request = REQUESTED.matcher(event);
      if (request.find()) {
        addresses.add(request.group(1));
      }
    }
    return addresses;
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** On Debian the program is a script, and what it has started are processes of their own. */
  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    // They write into the folder of the test until they are gone.
    all.forEach(each -> each.onExit().join());
  }

  @Override
  public void close() {
    debugger.abort();
    end(process);
  }
}
