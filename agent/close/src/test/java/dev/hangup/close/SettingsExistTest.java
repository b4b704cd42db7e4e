// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks for what {@code settings.txt} names in the real libraries, version by version. */
class SettingsExistTest {

  /** The build puts one folder here per stack and version, such as {@code tomcat-10.1}. */
  private static final Path LIBRARIES = Path.of("target", "libraries");

  /** Is part of the JDK, and in no folder. */
  private static final Path JDK_CLIENT = LIBRARIES.resolve("jdk-client-11.0");

  static List<Path> libraries() throws IOException {
    try (Stream<Path> folders = Files.list(LIBRARIES)) {
      return Stream.concat(folders, Stream.of(JDK_CLIENT)).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("libraries")
  void everyVersionHasEverySettingNamedForItsStack(Path folder) throws IOException {
    List<Setting> settings =
        Setting.all().stream()
            .filter(setting -> SettingSentences.framework(setting.stack()).equals(stack(folder)))
            .filter(setting -> setting.since() <= major(folder))
            .toList();

    assertThat(settings).isNotEmpty();
    try (URLClassLoader library = loader(folder)) {
      assertThat(settings)
          .allSatisfy(
              setting ->
                  assertThat(setting.members())
                      .as("%s in %s", setting.words(), folder.getFileName())
                      .anyMatch(member -> exists(member, library)));
    }
  }

  @Test
  void everyMemberNamedIsInSomeVersion() throws IOException {
    for (Setting setting : Setting.all()) {
      for (String member : setting.members()) {
        assertThat(
                libraries().stream()
                    .filter(
                        folder ->
                            stack(folder).equals(SettingSentences.framework(setting.stack()))))
            .as("%s", member)
            .anyMatch(folder -> existsIn(member, folder));
      }
    }
  }

  @Test
  void everyStackNamedHasLibrariesToLookIn() throws IOException {
    assertThat(libraries().stream().map(SettingsExistTest::stack).distinct())
        .containsExactlyInAnyOrderElementsOf(
            SettingSentences.stacks().stream()
                .map(SettingSentences::framework)
                .distinct()
                .toList());
  }

  @Test
  void aSettingThatWasRenamedWouldBeMissed() throws IOException {
    Path tomcat = LIBRARIES.resolve("tomcat-10.1");

    assertThat(existsIn("jakarta.websocket.Session#setMaxTextMessageBufferSize", tomcat)).isTrue();
    assertThat(existsIn("jakarta.websocket.Session#setMaxTextMessageSize", tomcat)).isFalse();
    assertThat(existsIn("org.apache.tomcat.websocket.Constants=no.such.property", tomcat))
        .isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # limit      , library     , where its default is
          NETTY_TEXT   , netty-4.1   , io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig
          NETTY_BINARY , netty-4.2   , io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig
          JETTY_TEXT   , jetty-12.1  , org.eclipse.jetty.websocket.core.WebSocketConstants
          JETTY_BINARY , jetty-10.0  , org.eclipse.jetty.websocket.core.WebSocketConstants
          TOMCAT_TEXT  , tomcat-10.1 , org.apache.tomcat.websocket.Constants
          TOMCAT_BINARY, tomcat-9.0  , org.apache.tomcat.websocket.Constants
          """)
  void limitsAreTheLibrariesOwnDefaults(Limit limit, String library, String type) throws Exception {
    try (URLClassLoader loader = loader(LIBRARIES.resolve(library))) {
      Class<?> holder = Class.forName(type, true, loader);

      assertThat(defaultOf(limit, holder)).isEqualTo(limit.bytes());
    }
  }

  private static long defaultOf(Limit limit, Class<?> holder) throws Exception {
    return switch (limit) {
      case NETTY_TEXT, NETTY_BINARY -> {
        Object builder = holder.getMethod("newBuilder").invoke(null);
        Object config = builder.getClass().getMethod("build").invoke(builder);
        yield number(holder.getMethod("maxFramePayloadLength").invoke(config));
      }
      case JETTY_TEXT -> constant(holder, "DEFAULT_MAX_TEXT_MESSAGE_SIZE");
      case JETTY_BINARY -> constant(holder, "DEFAULT_MAX_BINARY_MESSAGE_SIZE");
      case TOMCAT_TEXT, TOMCAT_BINARY -> constant(holder, "DEFAULT_BUFFER_SIZE");
    };
  }

  private static long constant(Class<?> holder, String name) throws Exception {
    Field field = holder.getDeclaredField(name);
    field.setAccessible(true);
    return number(field.get(null));
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static String stack(Path folder) {
    String name = folder.getFileName().toString();
    return name.substring(0, name.lastIndexOf('-'));
  }

  private static int major(Path folder) {
    String name = folder.getFileName().toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.indexOf('.')));
  }

  private static boolean existsIn(String member, Path folder) {
    try (URLClassLoader library = loader(folder)) {
      return exists(member, library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code type#method}, {@code type#<init>} for a constructor, or {@code type=text} for a string
   * in its constants. Types are read and not loaded.
   */
  private static boolean exists(String member, ClassLoader library) {
    int equals = member.indexOf('=');
    if (equals > 0) {
      return hasConstant(member.substring(0, equals), member.substring(equals + 1), library);
    }
    String[] parts = member.split("#", -1);
    try {
      return ClassFile.hasMethod(parts[0], parts[1], library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasConstant(String type, String text, ClassLoader library) {
    try (InputStream in = library.getResourceAsStream(type.replace('.', '/') + ".class")) {
      return in != null
          && new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URLClassLoader loader(Path folder) throws IOException {
    try (Stream<Path> jars = folder.equals(JDK_CLIENT) ? Stream.of() : Files.list(folder)) {
      return new URLClassLoader(
          jars.map(SettingsExistTest::url).toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
