// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that obeys orders on its standard input, one answer a line. */
final class Peer implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 90;
  private static final String GONE = "gone: the process ended";

  private final Process process;
  private final BufferedWriter orders;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  Peer(List<String> command, Path errors) throws IOException {
    process =
        Processes.start(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())));
    orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread listener = new Thread(this::listen, "peer");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      // killed, as some stories want it
    }
    answers.add(GONE);
  }

  void order(String order) throws IOException {
    orders.write(order);
    orders.newLine();
    orders.flush();
  }

  String answer() throws InterruptedException {
    String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answer == null ? "failed: no answer in " + PATIENCE_SECONDS + " s" : answer;
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
