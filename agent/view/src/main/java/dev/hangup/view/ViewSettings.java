// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the page is, and for whom.
 *
 * @param host null for this machine only
 * @param token null where none is wanted
 * @param made the token is a random one, to be printed
 */
record ViewSettings(@Nullable String host, int port, @Nullable String token, boolean made) {

  private static final int LAST_PORT = 65_535;
  private static final int TOKEN_BYTES = 16;

  /** Null where there is no page; a line then says why, if one was asked for. */
  static @Nullable ViewSettings read(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> lines) {
    String given = value("hangup.view.port", properties, environment);
    if (given.isEmpty() || given.equalsIgnoreCase("off")) {
      return null;
    }
    if (!given.matches("[0-9]{1,5}") || Integer.parseInt(given) > LAST_PORT) {
      lines.accept(
          "setting hangup.view.port="
              + given
              + " cannot be read, it takes a number from 0 to 65535; there is no page");
      return null;
    }
    String host = value("hangup.view.host", properties, environment);
    String token = value("hangup.view.token", properties, environment);
    if (!token.isEmpty() && !token.matches("[A-Za-z0-9._~-]{8,200}")) {
      lines.accept(
          "setting hangup.view.token cannot be used, it takes 8 to 200 letters, digits and ._~-;"
              + " there is no page");
      return null;
    }
    boolean made = token.isEmpty() && !host.isEmpty();
    return new ViewSettings(
        host.isEmpty() ? null : host,
        Integer.parseInt(given),
        made ? random() : token.isEmpty() ? null : token,
        made);
  }

  private static String value(
      String name, Map<String, String> properties, Map<String, String> environment) {
    String given = properties.get(name);
    if (given == null) {
      given = environment.get(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    return given == null ? "" : given.strip();
  }

  private static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    StringBuilder hex = new StringBuilder();
    for (byte each : bytes) {
      hex.append(Integer.toHexString(0x100 | (each & 0xff)).substring(1));
    }
    return hex.toString();
  }
}
