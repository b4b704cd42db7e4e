// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides, in one process and one folder. */
class DeskTest {

  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path base;

  private Map<String, String> setting = Map.of();
  private Desk desk = new Desk(Map.of(), Map.of(), 0, "", (query, out) -> false);

  @BeforeEach
  void openIt() {
    setting = Map.of("HANGUP_WHY", base.toString());
    desk =
        new Desk(
            Map.of(),
            setting,
            PID,
            "1.2.3",
            (query, out) -> {
              if (query.equals("nothing")) {
                return false;
              }
              out.write("you said " + query);
              return true;
            });
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private Asked asked() {
    return new Asked(PID, setting);
  }

  private List<Path> left() throws Exception {
    try (Stream<Path> files = Files.list(base)) {
      return files.toList();
    }
  }

  @Test
  void aFolderThatAKilledProcessOfThisNumberLeftIsNotAsked() throws Exception {
    assumeTrue(Places.hasProc());
    Path left = Files.createTempDirectory(base, Places.prefix(PID, Places.namespace("self")));
    Files.writeString(left.resolve(Places.WHO), "1.2.3\n" + Places.start("self"));
    assertThat(asked().state()).isEqualTo(Asked.State.READY);

    Files.writeString(left.resolve(Places.WHO), "1.2.3\n17");
    assertThat(asked().version()).isNull();
    assertThat(asked().state()).isNotEqualTo(Asked.State.READY);
    assertThat(asked().ask("summary")).isNull();
  }

  @Test
  void whoAsksGetsAnAnswerAndNothingIsLeft() throws Exception {
    Thread thread = new Thread(desk, "desk");
    thread.setDaemon(true);
    thread.start();
    while (asked().state() != Asked.State.READY) {
      Thread.onSpinWait();
    }

    assertThat(asked().version()).isEqualTo("1.2.3");
    assertThat(asked().ask("summary?route=/\u00e9")).isEqualTo("you said summary?route=/\u00e9");
    assertThat(asked().ask("again")).isEqualTo("you said again");

    Path folder = desk.folder();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve(Places.WHO));
    }
    desk.close();
    thread.join();
    assertThat(left()).isEmpty();
    assertThat(asked().ask("late")).isNull();
  }

  @Test
  void severalMayAskAtOnce() throws Exception {
    Thread thread = new Thread(desk, "desk");
    thread.setDaemon(true);
    thread.start();
    while (asked().state() != Asked.State.READY) {
      Thread.onSpinWait();
    }
    List<CompletableFuture<String>> answers =
        Stream.of("a", "b", "c", "d")
            .map(
                word ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return asked().ask(word);
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join))
        .containsExactly("you said a", "you said b", "you said c", "you said d");
  }

  @Test
  void theFolderIsTheOwnersOnly() throws Exception {
    desk.open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(desk.folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void whatIsNoRequestIsTakenAwayAndNotAnswered() throws Exception {
    desk.open();
    Path ask = desk.folder().resolve(Places.ASK);
    for (String request :
        List.of("", "../../../etc/x\nsummary\n", "0123456789abcdef\nnothing\n", "x".repeat(9000))) {
      Files.write(ask, request.getBytes(StandardCharsets.UTF_8));
      assertThat(desk.serve()).isTrue();
      assertThat(desk.serve()).isFalse();
    }
    assertThat(left()).containsExactly(desk.folder());
    try (Stream<Path> files = Files.list(desk.folder())) {
      assertThat(files).containsExactly(desk.folder().resolve(Places.WHO));
    }
  }

  @Test
  void aNewProcessSweepsWhatOneOfItsNumberHasLeft() throws Exception {
    desk.open();
    Path left = desk.folder();
    Files.write(left.resolve("part-1"), new byte[] {1});
    Desk later = new Desk(Map.of(), setting, PID, "2", (query, out) -> false);
    later.open();

    assertThat(left()).containsExactly(later.folder());
    assertThat(left).doesNotExist();
    later.close();
  }

  @Test
  void aLinkThatSomebodyPutThereIsNeitherFollowedNorTrusted() throws Exception {
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Path precious = Files.write(elsewhere.resolve("precious"), new byte[] {1});
    String prefix = Places.prefix(PID, Places.namespace("self"));
    Files.createSymbolicLink(base.resolve(prefix + "trap"), elsewhere);

    assertThat(asked().state()).isNotEqualTo(Asked.State.READY);
    desk.open();
    assertThat(precious).exists();
  }

  @Test
  void offIsOff() {
    assertThat(new Desk(Map.of("hangup.why", "off"), setting, 1, "", desk()).isWanted()).isFalse();
    assertThat(new Desk(Map.of("hangup.why", "auto"), setting, 1, "", desk()).isWanted()).isTrue();
    assertThat(new Desk(Map.of(), setting, 0, "", desk()).isWanted()).isFalse();
  }

  private static Desk.Answers desk() {
    return (query, out) -> false;
  }

  @Test
  void aFolderThatCannotBeMadeIsNoFailure() {
    Map<String, String> nowhere = Map.of("HANGUP_WHY", base.resolve("no/such").toString());
    Desk none = new Desk(Map.of(), nowhere, PID, "", desk());
    none.run();

    assertThat(none.folder()).isNull();
  }

  /**
   * Killed by the kernel for want of memory, say, where the first process of a container reaps
   * none.
   */
  @Test
  void aProcessThatIsAZombieIsNone() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "there is no /proc here");
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 600").start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      Path status = Path.of("/proc/" + child + "/status");
      while (!Files.readString(status).contains("State:\tZ")) {
        Thread.onSpinWait();
      }

      assertThat(new Asked(child, Map.of()).state()).isEqualTo(Asked.State.NO_PROCESS);
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void whatAProcessRunsIsFoundWithoutItsOptions() {
    assertThat(CommandLines.mainOf("java -Dpassword=x -cp a:b app.Main --token y".split(" ")))
        .isEqualTo("app.Main");
    assertThat(CommandLines.mainOf("/opt/java -jar /srv/shop.jar x".split(" ")))
        .isEqualTo("shop.jar");
    assertThat(CommandLines.mainOf("java -p mods -m shop/app.Main".split(" ")))
        .isEqualTo("app.Main");
    assertThat(CommandLines.mainOf(new String[] {"java"})).isEmpty();
  }
}
