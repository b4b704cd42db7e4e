// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandbookCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(String... arguments) {
    return new HandbookCommand()
        .run(
            List.of(arguments),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aSiteIsWrittenIntoANewFolderAndThenIntoItsOwn() throws IOException {
    Path site = folder.resolve("not/there/yet");

    assertThat(run(site.toString())).isZero();
    assertThat(site.resolve("ja/cause/peer_reset.html"))
        .content()
        .isEqualTo(Site.files().get("ja/cause/peer_reset.html"));
    Files.writeString(site.resolve("en/index.html"), "old");
    assertThat(run(site.toString())).isZero();
    assertThat(site.resolve("en/index.html")).content().contains("<h1");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("begin with ", "index.html");
    assertThat(err()).isEmpty();
  }

  @Test
  void anEmptyFolderWillDo() throws IOException {
    assertThat(new SiteFolder(folder).isForeign()).isFalse();
  }

  @Test
  void aFolderWithSomethingElseIsLeftAsItIs() throws IOException {
    Files.writeString(folder.resolve(".hidden"), "mine");

    assertThat(run(folder.toString())).isEqualTo(Command.BAD_INPUT);
    assertThat(err().lines()).singleElement().asString().contains("is not an empty folder");
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith(".hidden"));
  }

  @Test
  void soIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    assertThat(run(file.toString())).isEqualTo(Command.BAD_INPUT);
    assertThat(err().lines()).singleElement().asString().contains("is not an empty folder");
    assertThat(file).content().isEqualTo("mine");
  }

  @Test
  void whatCannotBeMadeIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    assertThat(run(file.resolve("below").toString())).isEqualTo(Command.BAD_INPUT);
    assertThat(err().lines()).singleElement().asString().contains("cannot write into ");
  }

  @Test
  void argumentsThatMakeNoSenseAreOneLine() {
    assertThat(run()).isEqualTo(Command.BAD_INPUT);
    assertThat(run("a", "b")).isEqualTo(Command.BAD_INPUT);
    assertThat(run("--lang=ja")).isEqualTo(Command.BAD_INPUT);
    assertThat(run("")).isEqualTo(Command.BAD_INPUT);
    assertThat(err().lines()).hasSize(4).allMatch(line -> line.contains("takes one folder"));
  }

  @Test
  void whatANewerVersionDoesNotHaveIsTakenOutAndNothingElse() throws IOException {
    Path site = folder.resolve("site");
    SiteFolder own = new SiteFolder(site);
    own.write(Map.of("en/cause/gone.html", "1", "en/cause/stays.html", "2"));
    Files.writeString(site.resolve("CNAME"), "mine");
    own.write(Map.of("en/cause/stays.html", "3"));

    assertThat(own.isForeign()).isFalse();
    assertThat(site.resolve("en/cause/gone.html")).doesNotExist();
    assertThat(site.resolve("en/cause/stays.html")).content().isEqualTo("3");
    assertThat(site.resolve("CNAME")).content().isEqualTo("mine");
  }

  @Test
  void aListThatSomebodyChangedLeadsNowhereElse() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.html"), "mine");
    Path site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(
        site.resolve(SiteFolder.LIST), "../mine.html\n" + mine + "\nen/../../mine.html\n");

    new SiteFolder(site).write(Map.of("index.html", "1"));

    assertThat(mine).exists();
  }
}
