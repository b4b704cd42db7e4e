// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chat server in a JVM of its own, with the agent attached; its console is shown and listened
 * to.
 */
final class Server implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("chat: listening on http://localhost:(\\d+)/");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<Integer> port = new LinkedBlockingQueue<>();
  private final BlockingQueue<Diagnosed> diagnoses = new LinkedBlockingQueue<>();

  Server(Path agent, Path chat, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + agent);
    command.addAll(options);
    command.add("-jar");
    command.add(chat.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    // Every end gets its line, not only the abnormal ones: the clinic compares them all.
    builder.environment().put("HANGUP_LOG", "all");
    builder.environment().putIfAbsent("OTEL_TRACES_EXPORTER", "none");
    builder.environment().putIfAbsent("OTEL_METRICS_EXPORTER", "none");
    builder.environment().putIfAbsent("OTEL_LOGS_EXPORTER", "none");
    process = builder.start();
    listen("chat", process.getInputStream(), System.out);
    listen("chat errors", process.getErrorStream(), System.out);
  }

  private void listen(String name, InputStream stream, PrintStream screen) {
    Thread listener = new Thread(() -> copy(stream, screen), name);
    listener.setDaemon(true);
    listener.start();
  }

  private void copy(InputStream stream, PrintStream screen) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        screen.println(line);
        heard(line);
      }
    } catch (IOException e) {
      // the server is gone, and with it whatever it still had to say
    }
  }

  private void heard(String line) {
    Matcher listening = LISTENING.matcher(line);
    if (listening.matches()) {
      port.add(Integer.parseInt(listening.group(1)));
    }
    Diagnosed diagnosed = Diagnosed.of(line);
    if (diagnosed != null) {
      diagnoses.add(diagnosed);
    }
  }

  int port() throws IOException, InterruptedException {
    Integer known = port.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (known == null) {
      throw new IOException("the chat server did not start, its console above says why");
    }
    return known;
  }

  /** The next diagnosis, whichever connection it is about; null where none comes. */
  @Nullable Diagnosed diagnosis() throws InterruptedException {
    return diagnoses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void awaitExit() throws InterruptedException {
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
