// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLoaderTest {

  private static final String NAME = "dev.hangup.boot.SettingsSnapshot";
  private static final String STORED = "dev/hangup/boot/SettingsSnapshot.classdata";
  private static final String FILE = "dev/hangup/boot/SettingsSnapshot.class";

  @TempDir Path folder;
  private AgentLoader core = new AgentLoader("", name -> null, "", getClass().getClassLoader());

  @BeforeEach
  void pack() throws IOException {
    Path jar = folder.resolve("some agent.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      put(out, "inst/dev/hangup/boot/SettingsSnapshot.classdata", classFile());
      put(out, "inst/META-INF/services/x.Y", "x.Z\n".getBytes(StandardCharsets.UTF_8));
      put(out, "dev/hangup/boot/Other.class", classFile());
    }
    core = AgentLoader.ofCore(AgentJar.of(jar.toFile()));
  }

  @Test
  void classesComeFromItsFolder() throws Exception {
    Class<?> loaded = core.loadClass(NAME);

    assertThat(loaded.getClassLoader()).isSameAs(core);
    assertThat(loaded).isNotSameAs(SettingsSnapshot.class);
  }

  @Test
  void whatAParentHasUnderTheSameNameIsNotUsed() throws Exception {
    byte[] ours = classFile();
    AgentLoader below =
        new AgentLoader("sdk/", name -> name.equals("sdk/" + STORED) ? ours : null, "", core);

    assertThat(below.loadClass(NAME).getClassLoader()).isSameAs(below);
    assertThat(below.loadClass(NAME)).isSameAs(below.loadClass(NAME));
    assertThat(below.loadClass("java.util.List")).isSameAs(List.class);
  }

  @Test
  void whatTheFolderDoesNotHaveComesFromTheParent() throws Exception {
    AgentLoader below = new AgentLoader("sdk/", name -> null, "", core);

    assertThat(below.loadClass(NAME).getClassLoader()).isSameAs(core);
  }

  @Test
  void nothingOfTheApplicationIsSeen() {
    assertThat(core.getParent()).isSameAs(ClassLoader.getPlatformClassLoader());
    assertThatThrownBy(() -> core.loadClass("dev.hangup.boot.Other"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> core.loadClass("dev.hangup.boot.AgentLoaderTest"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void classFilesAreFoundUnderTheNamesEverybodyAsksFor() throws IOException {
    try (InputStream in = core.getResourceAsStream(FILE)) {
      assertThat(in.readAllBytes()).isEqualTo(classFile());
    }
  }

  @Test
  void serviceFilesHaveAnAddressThatCanBeOpened() throws IOException {
    var found = Collections.list(core.getResources("META-INF/services/x.Y"));

    assertThat(found).hasSize(1);
    assertThat(new String(found.get(0).openStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("x.Z\n");
    assertThat(Collections.list(core.getResources("META-INF/services/none"))).isEqualTo(List.of());
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
  }

  private static byte[] classFile() throws IOException {
    try (InputStream in = AgentLoaderTest.class.getResourceAsStream("SettingsSnapshot.class")) {
      return in.readAllBytes();
    }
  }
}
