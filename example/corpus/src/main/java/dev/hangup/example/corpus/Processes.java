// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every process that was started, so that none is left when the corpus ends, however it ends. */
final class Processes {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private static final Keeper KEEPER = new Keeper();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Processes::kill)));
  }

  private Processes() {}

  static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    RUNNING.add(process);
    KEEPER.keep(process);
    return process;
  }

  /** Runs to its end; its output where it fails. */
  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  static void signal(Process process, String signal) throws IOException, InterruptedException {
    run("kill", "-" + signal, Long.toString(process.pid()));
  }

  /** With its children, frozen or not. */
  static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    RUNNING.remove(process);
    KEEPER.letGo(process);
  }

  static void end(Process process) {
    kill(process);
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
