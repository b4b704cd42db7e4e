// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.Catalogue;
import dev.hangup.close.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The words of {@code why} in one language, and how it shows times and sizes. */
final class WhyWords {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Properties words = new Properties();
  private final Map<String, String> remedies = new HashMap<>();

  WhyWords(Language language) {
    String name = "why_" + language.tag() + ".properties";
    try (InputStream in = WhyWords.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("hangup: " + name + " is missing from the jar");
      }
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Catalogue catalogue = new Catalogue(language);
    catalogue.rules().forEach(rule -> remedies.put(rule.id(), rule.remedy()));
    catalogue
        .handshakeRules()
        .forEach(rule -> remedies.put("handshake " + rule.id(), rule.remedy()));
  }

  /** With {@code {0}} and so on replaced. */
  String of(String key, Object... values) {
    String text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("no word for " + key);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return text;
  }

  Set<String> keys() {
    return words.stringPropertyNames();
  }

  /** Of a rule, in this language and for every stack; empty where it is not known here. */
  String remedy(Facts end) {
    String rule = end.text("rule");
    return remedies.getOrDefault(
        end.text("kind").equals("handshake") ? "handshake " + rule : rule, "");
  }

  /** The time of day on this machine. */
  static String clock(String time) {
    try {
      return CLOCK.format(Instant.parse(time).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException e) {
      return time;
    }
  }

  /** {@code 250 ms}, {@code 1.5 s}, {@code 12 min}, {@code 3.5 h}, {@code 2 d}. */
  static String duration(double seconds) {
    if (seconds < 1) {
      return Math.round(seconds * 1000) + " ms";
    } else if (seconds < 120) {
      return rounded(seconds) + " s";
    } else if (seconds < 7200) {
      return rounded(seconds / 60) + " min";
    } else if (seconds < 172_800) {
      return rounded(seconds / 3600) + " h";
    }
    return rounded(seconds / 86_400) + " d";
  }

  private static String rounded(double number) {
    return number >= 10 || number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : String.format(Locale.ROOT, "%.1f", number);
  }

  static String bytes(long size) {
    if (size < 10_000) {
      return Long.toString(size);
    } else if (size < 10_000_000) {
      return size / 1000 + "k";
    } else if (size < 10_000_000_000L) {
      return size / 1_000_000 + "M";
    }
    return size / 1_000_000_000 + "G";
  }
}
