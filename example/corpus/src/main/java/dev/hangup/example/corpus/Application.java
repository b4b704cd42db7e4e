// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An application under the agent, in a JVM of its own. */
final class Application implements AutoCloseable {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final int PATIENCE_SECONDS = 180;
  private static final String SAYS = "corpus: ";

  private final Process process;
  private final BufferedWriter orders;
  private final Places places;
  private final String name;
  private final List<String> said = new ArrayList<>();
  private final int port;

  /**
   * @param app its name; with {@code -older} at its end it is on the older libraries
   * @param heap how much of it, as {@code -Xmx} takes it
   */
  Application(
      Places places,
      String app,
      String name,
      boolean attached,
      boolean tls,
      String heap,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    this.places = places;
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(JAVA.toString());
    if (attached) {
      command.add("-javaagent:" + places.agent());
    }
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.security.egd=file:/dev/urandom"));
    command.add("-Dcorpus.keys=" + places.keys());
    command.add("-Djavax.net.ssl.trustStore=" + places.trusted());
    command.add("-Djavax.net.ssl.trustStorePassword=corpus");
    if (tls) {
      command.add("-Dcorpus.tls=true");
    }
    command.add("-cp");
    command.add(places.classPath(app));
    command.add("corpus." + mainClass(app));
    if (mainClass(app).matches("(Boot|WebFlux)Application")) {
      command.addAll(
          List.of("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn"));
      if (tls) {
        command.addAll(
            List.of(
                "--server.ssl.key-store=" + places.keys(),
                "--server.ssl.key-store-password=corpus"));
      }
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    builder.environment().put("OTEL_SERVICE_NAME", name);
    builder.environment().putAll(environment);
    process = Processes.start(builder);
    orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread listener = new Thread(this::listen, "application " + name);
    listener.setDaemon(true);
    listener.start();
    String listening = await("listening on ", PATIENCE_SECONDS);
    if (listening == null) {
      close();
      throw new IOException(name + " did not start, see " + log());
    }
    port = Integer.parseInt(listening.replaceAll("\\D", ""));
  }

  private static String mainClass(String app) {
    return switch (app.replace("-older", "")) {
      case "netty" -> "NettyApplication";
      case "jetty" -> "JettyApplication";
      case "tomcat" -> "TomcatApplication";
      case "boot-tomcat", "boot-jetty" -> "BootApplication";
      case "webflux" -> "WebFluxApplication";
      case "vertx" -> "VertxApplication";
      default -> throw new IllegalArgumentException("no application is called " + app);
    };
  }

  private Path log() {
    return places.logs().resolve(name + ".log");
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter log =
            Files.newBufferedWriter(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.write(line);
        log.newLine();
        log.flush();
        if (line.startsWith(SAYS)) {
          synchronized (said) {
            said.add(line.substring(SAYS.length()));
            said.notifyAll();
          }
        }
      }
    } catch (IOException e) {
      // killed
    }
  }

  /** The first thing it says of itself that begins so; null where it does not in time. */
  @Nullable String await(String beginning, int seconds) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    synchronized (said) {
      while (System.nanoTime() < until) {
        for (String each : said) {
          if (each.startsWith(beginning)) {
            return each;
          }
        }
        if (!process.isAlive()) {
          return null;
        }
        said.wait(200);
      }
    }
    return null;
  }

  /** As {@code service.name} in what it exports. */
  String name() {
    return name;
  }

  int port() {
    return port;
  }

  Process process() {
    return process;
  }

  synchronized void order(String order) throws IOException {
    orders.write(order);
    orders.newLine();
    orders.flush();
  }

  void attach() throws IOException, InterruptedException {
    Processes.run(
        JCMD.toString(),
        Long.toString(process.pid()),
        "JVMTI.agent_load",
        places.agent().toString(),
        "hangup.log=all");
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
