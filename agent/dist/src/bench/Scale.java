// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What many open connections cost, and what becomes of them when all drop at once: a server on
 * Netty in a JVM of its own, without the agent and with it. Heap is what is alive after a full
 * collection; CPU time is of the whole process, its compiler and its collector included, and of
 * several drops one after the other. Run after a build, from the top folder:
 *
 * <pre>java agent/dist/src/bench/Scale.java [memory] [spans] [connections ...]</pre>
 *
 * {@code memory}: over Netty's transport in memory, where no limit on open files is met. {@code
 * spans}: they are exported, to this process.
 */
final class Scale {

  private static final Path TARGET = Path.of("agent/dist/target");
  private static final String JAVA_HOME = System.getProperty("java.home");
  private static final String NETTY = "netty-4.2";

  /** Before anything is measured: what the first connections load stays. */
  private static final int WARM_UP = 500;

  /** Connections between one pair of addresses are limited by the ports that there are. */
  private static final int PER_ADDRESS = 20_000;

  private static final byte[] HELLO = {
    (byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'
  };

  private static final Pattern CLOSES =
      Pattern.compile("websocket_closes_total\\{.*websocket_close_cause=\"([a-z_]+)\".*\\} (\\S+)");

  /** After all have dropped, so that what is left to do is done, with the agent and without. */
  private static final Duration REST = Duration.ofSeconds(10);

  /** The first finds code that was never compiled, the last finds all as it will be. */
  private static final int DROPS = 5;

  /**
   * Live bytes at four moments, how the first drop went, and microseconds of CPU time of the
   * process for each connection of each drop.
   */
  private record Seen(
      long before, long fresh, long talked, long after, String drop, List<Double> cpu) {}

  /** What goes to a server and waits until it is done. */
  private interface Clients {
    void open(int size) throws IOException;

    /** A message each way, on each. */
    void talk() throws IOException;

    /** All of them. */
    void drop() throws IOException;
  }

  public static void main(String[] words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(words));
    boolean memory = arguments.remove("memory");
    String collector = arguments.remove("spans") ? collector() : "";
    if (arguments.isEmpty()) {
      arguments.addAll(List.of("1000", "10000"));
    }
    for (String word : arguments) {
      if (!word.matches("[1-9][0-9]{0,5}")) {
        System.err.println(
            "scale: '" + word + "' is no number from 1 to 999999; words are memory, spans");
        System.exit(2);
      }
    }
    int[] sizes = arguments.stream().mapToInt(Integer::parseInt).toArray();
    System.out.println(
        "| connections | fresh, without | with | after a message each way, without | with |"
            + " all drop | CPU in microseconds for each in "
            + DROPS
            + " drops, without | with |");
    System.out.println("| --: | --: | --: | --: | --: | --- | --: | --: |");
    for (int size : sizes) {
      Seen none = measure(size, memory, false, collector);
      Seen ours = measure(size, memory, true, collector);
      System.out.printf(
          "| %,d | %,d | +%,d | %,d | +%,d | %s; kept after all: %,d bytes without, %,d with"
              + " | %s | %s |%n",
          size,
          (none.fresh - none.before) / size,
          (ours.fresh - ours.before - none.fresh + none.before) / size,
          (none.talked - none.before) / size,
          (ours.talked - ours.before - none.talked + none.before) / size,
          ours.drop,
          (none.after - none.before),
          (ours.after - ours.before),
          rounded(none.cpu),
          rounded(ours.cpu));
    }
    System.exit(0); // where spans are taken a thread waits for more
  }

  private static String rounded(List<Double> all) {
    return all.stream().map(each -> String.format("%.0f", each)).collect(Collectors.joining(", "));
  }

  private static Seen measure(int size, boolean memory, boolean agent, String collector)
      throws Exception {
    Path said = Files.createTempFile("scale", ".txt");
    Process server = start(memory ? "app.ServingInMemory" : "app.Serving", agent, collector, said);
    try {
      String greeting = server.inputReader().readLine();
      Clients clients = memory ? new InMemory(server) : new Sockets(Integer.parseInt(greeting));
      clients.open(WARM_UP);
      clients.talk();
      clients.drop();
      if (agent) {
        awaitCounted(said, WARM_UP);
      }
      Thread.sleep(2000); // ends that waited for what a second brings have been told
      long before = alive(server);
      clients.open(size);
      long fresh = alive(server);
      clients.talk();
      long talked = alive(server);
      Duration cpu = cpu(server);
      long begin = System.nanoTime();
      clients.drop();
      long dropped = System.nanoTime() - begin;
      String how = "";
      if (agent) {
        String causes = awaitCounted(said, WARM_UP + size);
        how =
            String.format(
                "in %.1f s, all told after %.1f s: %s",
                dropped / 1e9, (System.nanoTime() - begin) / 1e9, causes);
      }
      Thread.sleep(REST.toMillis()); // without the agent nothing says when all are gone
      List<Double> drops = new ArrayList<>(List.of(micros(cpu(server).minus(cpu), size)));
      long after = alive(server);
      while (drops.size() < DROPS) { // nobody asks for metrics meanwhile
        clients.open(size);
        clients.talk();
        Thread.sleep(1000); // what the compiler has to do for these is done
        cpu = cpu(server);
        clients.drop();
        Thread.sleep(REST.toMillis());
        drops.add(micros(cpu(server).minus(cpu), size));
      }
      if (agent) {
        awaitCounted(said, WARM_UP + DROPS * size);
      }
      return new Seen(before, fresh, talked, after, how, drops);
    } finally {
      server.destroyForcibly().waitFor();
      Files.delete(said);
    }
  }

  private static double micros(Duration all, int size) {
    return all.toNanos() / 1e3 / size;
  }

  /** Takes what is sent to it and throws it away. */
  private static String collector() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Process start(String application, boolean agent, String collector, Path said)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA_HOME + "/bin/java", "-Xmx1g"));
    if (agent) {
      command.add("-javaagent:" + TARGET.resolve("hangup.jar"));
    }
    String classPath = TARGET.resolve("lowered/test-classes").toString();
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib").resolve(NETTY))) {
      classPath += jars.map(jar -> File.pathSeparator + jar).collect(Collectors.joining());
    }
    command.addAll(List.of("-cp", classPath, application));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(said.toFile()));
    if (collector.isEmpty()) {
      builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    } else {
      builder.environment().put("OTEL_TRACES_EXPORTER", "otlp");
      builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    }
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "prometheus");
    builder.environment().put("OTEL_EXPORTER_PROMETHEUS_PORT", "0");
    return builder.start();
  }

  /** Of this process: their bytes are no bytes of the server's. */
  private static final class Sockets implements Clients {
    private final int port;
    private final List<SocketChannel> all = new ArrayList<>();

    Sockets(int port) {
      this.port = port;
    }

    @Override
    public void open(int size) throws IOException {
      for (int i = 0; i < size; i++) {
        SocketChannel channel = SocketChannel.open();
        all.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset, when it closes
        channel.bind(new InetSocketAddress("127.0.0." + (1 + i / PER_ADDRESS), 0));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        write(channel, (String.join("\r\n", upgrade(i)) + "\r\n\r\n").getBytes(US_ASCII));
        read(channel, "\r\n\r\n");
      }
    }

    @Override
    public void talk() throws IOException {
      for (SocketChannel each : all) {
        write(each, HELLO);
        read(each, "hello");
      }
    }

    @Override
    public void drop() throws IOException {
      for (SocketChannel each : all) {
        each.close();
      }
      all.clear();
    }
  }

  /** In the server's process; what they take of its heap is in both columns. */
  private static final class InMemory implements Clients {
    private final Process server;

    InMemory(Process server) {
      this.server = server;
    }

    @Override
    public void open(int size) throws IOException {
      say("open " + size + ' ' + String.join("|", upgrade(size)));
    }

    @Override
    public void talk() throws IOException {
      say("talk");
    }

    @Override
    public void drop() throws IOException {
      say("drop");
    }

    private void say(String line) throws IOException {
      server.outputWriter(US_ASCII).append(line).append('\n').flush();
      String answer = server.inputReader().readLine();
      if (!"done".equals(answer)) {
        throw new IOException("the server said " + answer + " to " + line);
      }
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  private static void read(SocketChannel channel, String end) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    while (!new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1)
        .endsWith(end)) {
      if (channel.read(bytes) < 0) {
        throw new IOException("the server hung up");
      }
    }
  }

  /** As a browser behind a proxy asks. */
  private static List<String> upgrade(int number) {
    return List.of(
        "GET /echo/4711 HTTP/1.1",
        "Host: chat.example.org",
        "Connection: Upgrade",
        "Pragma: no-cache",
        "Cache-Control: no-cache",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/131.0.0.0 Safari/537.36",
        "Upgrade: websocket",
        "Origin: https://chat.example.org",
        "Sec-WebSocket-Version: 13",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Accept-Language: en-GB,en;q=0.9",
        "Cookie: session=" + "0123456789abcdef".repeat(8) + number,
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "X-Forwarded-For: 203.0.113." + number % 250,
        "X-Request-Id: " + number);
  }

  private static Duration cpu(Process server) {
    return server.info().totalCpuDuration().orElseThrow();
  }

  /** What a full collection leaves. */
  private static long alive(Process server) throws Exception {
    Process asked =
        new ProcessBuilder(
                JAVA_HOME + "/bin/jcmd", Long.toString(server.pid()), "GC.class_histogram")
            .start();
    String last = "";
    try (InputStream out = asked.getInputStream()) {
      for (String line : new String(out.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        last = line.startsWith("Total") ? line : last;
      }
    }
    return Long.parseLong(last.trim().split("\\s+")[2]);
  }

  /** Asks until so many ends are counted, and gives the causes that they were told with. */
  private static String awaitCounted(Path said, int ends) throws Exception {
    Matcher address = Pattern.compile("metrics at (http://\\S+/metrics)").matcher("");
    while (!address.reset(Files.readString(said)).find()) {
      Thread.sleep(50);
    }
    HttpRequest scrape = HttpRequest.newBuilder(URI.create(address.group(1))).build();
    while (true) {
      String page =
          HttpClient.newHttpClient().send(scrape, HttpResponse.BodyHandlers.ofString()).body();
      long counted = 0;
      StringBuilder causes = new StringBuilder();
      Matcher matcher = CLOSES.matcher(page);
      while (matcher.find()) {
        counted += (long) Double.parseDouble(matcher.group(2));
        causes.append(causes.isEmpty() ? "" : ", ").append(matcher.group(1));
        causes.append(' ').append((long) Double.parseDouble(matcher.group(2)));
      }
      if (counted >= ends) {
        return causes + " (" + WARM_UP + " of them warmed up)";
      }
      Thread.sleep(100);
    }
  }
}
