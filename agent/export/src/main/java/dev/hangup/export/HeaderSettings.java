// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers for the collector: one with a line break in it would make two of it, or none. */
final class HeaderSettings {

  private static final String PREFIX = "otel.exporter.otlp.";

  /** OpenTelemetry decodes the values of headers, and fails at this. */
  private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private HeaderSettings() {}

  /** Leaves out, with a line each, what cannot be sent. */
  static void settle(Configuration configuration, List<String> signals) {
    settle(configuration, PREFIX + "headers");
    for (String signal : signals) {
      settle(configuration, PREFIX + signal + ".headers");
    }
  }

  private static void settle(Configuration configuration, String setting) {
    String value = configuration.get(setting);
    if (value == null) {
      return;
    }
    List<String> good = new ArrayList<>();
    boolean all = true;
    for (String header : value.split(",", -1)) {
      String wrong = whatIsWrongWith(header);
      if (wrong == null) {
        good.add(header);
      } else {
        all = false;
        configuration.line(
            "setting " + setting + ": the header " + name(header) + wrong + "; it is not sent");
      }
    }
    if (all) {
      return;
    }
    if (good.isEmpty()) {
      configuration.remove(setting);
    } else {
      configuration.replace(setting, String.join(",", good));
    }
  }

  private static @Nullable String whatIsWrongWith(String header) {
    if (BARE_PERCENT.matcher(header).find()) {
      return "has a % in it without two hexadecimal digits after it, write %25";
    }
    return isOneLine(Percent.decoded(header))
        ? null
        : "has a line break or another control character in it, often from a secret that"
            + " ends with one";
  }

  /** Only what surely is a name: the rest may be a secret. */
  private static String name(String header) {
    int equals = header.indexOf('=');
    String name = equals < 0 ? "" : header.substring(0, equals).strip();
    return name.matches("[A-Za-z0-9-]{1,64}") ? "'" + name + "' " : "";
  }

  /** What may stand in a header: no control character but the tab. */
  static boolean isOneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
