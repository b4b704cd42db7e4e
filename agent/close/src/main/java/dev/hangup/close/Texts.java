// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The words of one language, read once from this package's own resources. */
final class Texts {

  private static final Map<Language, Texts> LOADED = new ConcurrentHashMap<>();

  private final Properties texts = new Properties();

  private Texts(Language language) {
    try (Reader reader = open(language.tag() + ".properties")) {
      texts.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Texts in(Language language) {
    return LOADED.computeIfAbsent(language, Texts::new);
  }

  /** Lines of a resource of this package, without comments and empty ones. */
  static List<String> lines(String resource) {
    try (BufferedReader reader = new BufferedReader(open(resource))) {
      return reader.lines().map(String::strip).filter(Texts::says).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean says(String line) {
    return !line.isEmpty() && line.charAt(0) != '#';
  }

  private static Reader open(String resource) throws IOException {
    InputStream in = Texts.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("hangup: " + resource + " is missing from the jar");
    }
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  /** The text of a key that every language file has. */
  String get(String key) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("no text for " + key);
    }
    return text;
  }

  /** The text of a key that only some have. */
  @Nullable String find(String key) {
    return texts.getProperty(key);
  }

  String word(CloseCode.Word word) {
    return get(word.getClass().getSimpleName().toLowerCase(Locale.ROOT) + "." + word.id());
  }

  Set<String> keys() {
    return new TreeSet<>(texts.stringPropertyNames());
  }
}
