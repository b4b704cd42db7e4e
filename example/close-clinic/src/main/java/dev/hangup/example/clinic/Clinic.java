// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts the chat server with the agent, ends connections to it in every way there is, and prints
 * what was staged beside what was diagnosed.
 *
 * <pre>{@code java -jar close-clinic.jar [--once] AGENT.jar CHAT.jar [JVM option ...]}</pre>
 *
 * Without {@code --once} the chat server stays, for the browser, until it is stopped.
 */
public final class Clinic {

  /**
   * The agent writes one line a second at most; the next patient waits so that each gets its own.
   */
  private static final long BETWEEN_LINES_MILLIS = 1_050;

  private static final int PAGE_PORT = 9465;

  private Clinic() {}

  /**
   * Ends with 0 when all diagnoses agree with what was staged, 1 when one does not, 2 for bad
   * arguments.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> rest = new ArrayList<>(Arrays.asList(arguments));
    boolean once = rest.remove("--once");
    if (rest.size() < 2 || !isFile(rest.get(0)) || !isFile(rest.get(1))) {
      System.err.println(
          "usage: java -jar close-clinic.jar [--once] AGENT.jar CHAT.jar [JVM option ...], both files must exist");
      System.exit(2);
    }
    Path agent = Path.of(rest.get(0));
    Path chat = Path.of(rest.get(1));
    List<String> options = new ArrayList<>(rest.subList(2, rest.size()));
    if (!once) {
      options.add("-Dhangup.view.port=" + pagePort());
    }
    boolean agreed;
    try (Server server = new Server(agent, chat, options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      int port = server.port();
      agreed = examine(server, port);
      if (!once) {
        System.out.printf(
            "%nThe chat server stays: open http://localhost:%d/ and close the tab, say /crash, or pull the plug. Ctrl-C ends it.%n",
            port);
        server.awaitExit();
      }
    }
    System.exit(agreed ? 0 : 1);
  }

  /** Said first, so that it can be opened and what happens be watched from the beginning. */
  private static int pagePort() throws IOException {
    int port = freePort();
    System.out.printf(
        "The page of all that happens here, from the first connection on: http://localhost:%d/%n%n",
        port);
    return port;
  }

  /** The usual one, so that a tab of the last time is right again; or one that is free. */
  private static int freePort() throws IOException {
    InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket usual = new ServerSocket(PAGE_PORT, 1, local)) {
      return usual.getLocalPort();
    } catch (BindException taken) {
      try (ServerSocket free = new ServerSocket(0, 1, local)) {
        return free.getLocalPort();
      }
    }
  }

  private static boolean isFile(String name) {
    return Files.isRegularFile(Path.of(name));
  }

  private static boolean examine(Server server, int port) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Ailment ailment : Ailments.all()) {
      if (!findings.isEmpty()) {
        Thread.sleep(BETWEEN_LINES_MILLIS);
      }
      Diagnosed diagnosed = diagnose(server, port, ailment);
      findings.add(new Finding(ailment, diagnosed));
      if (diagnosed == null) {
        System.out.println(
            "clinic: nothing was said of " + ailment.name() + ", the others are left out");
        break;
      }
    }
    return print(findings);
  }

  private static @Nullable Diagnosed diagnose(Server server, int port, Ailment ailment)
      throws InterruptedException {
    String path = "/chat/" + ailment.name();
    try (Patient patient = new Patient(port, path)) {
      patient.talk();
      ailment.act().play(patient);
    } catch (IOException e) {
      System.out.println("clinic: " + ailment.name() + " could not be staged: " + e);
      return null;
    }
    Diagnosed diagnosed = server.diagnosis();
    while (diagnosed != null && !diagnosed.isAbout(path)) {
      diagnosed = server.diagnosis();
    }
    return diagnosed;
  }

  private record Finding(Ailment ailment, @Nullable Diagnosed diagnosed) {

    boolean agrees() {
      return diagnosed != null
          && diagnosed.code() == ailment.code()
          && diagnosed.cause().equals(ailment.cause());
    }

    String row() {
      String found =
          diagnosed == null
              ? "nothing"
              : "%d %s, %s".formatted(diagnosed.code(), diagnosed.cause(), diagnosed.who());
      return "%-34s | %-22s | %-36s | %s%n"
          .formatted(
              ailment.staged(),
              ailment.code() + " " + ailment.cause(),
              found,
              agrees() ? "agrees" : "DIFFERS");
    }
  }

  private static boolean print(List<Finding> findings) {
    System.out.printf(
        "%n%-34s | %-22s | %-36s |%n", "staged", "expected", "diagnosed, who hung up");
    System.out.println(
        "-".repeat(35) + "+" + "-".repeat(24) + "+" + "-".repeat(38) + "+" + "-".repeat(9));
    long agreeing = 0;
    for (Finding finding : findings) {
      System.out.print(finding.row());
      agreeing += finding.agrees() ? 1 : 0;
    }
    int staged = Ailments.all().size();
    System.out.printf("%d of %d diagnoses agree%n", agreeing, staged);
    return agreeing == staged;
  }
}
