// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A stack's own setting, as {@code settings.txt} names it.
 *
 * @param words as people write it
 * @param members the members behind it, one of which every version has
 * @param since the first major version that has it, 0 for all that are supported
 */
record Setting(String stack, Concern concern, String words, List<String> members, int since) {

  private static final Pattern COLUMN = Pattern.compile("\\s*\\|\\s*");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final List<Setting> ALL =
      Texts.lines("settings.txt").stream().map(Setting::parse).toList();

  /** What a setting is about. */
  enum Concern {
    /** The size of text messages. */
    TEXT,
    /** The size of binary messages. */
    BINARY,
    /** How long a connection may be silent. */
    IDLE,
    /** How to send a ping. */
    PING,
    /** How long to wait for the answer to a Close frame. */
    CLOSE,
    /** What may wait to be sent, and for how long. */
    SEND,
    /** Which web pages may connect to a server. */
    ORIGIN,
    /** Whether a server believes what proxies say of host and scheme. */
    PROXY,
    /** Which certificates a client trusts. */
    TRUST,
    /** How long a client waits for a connection and the answer to its upgrade. */
    CONNECT,
    /** Which subprotocols a client offers. */
    PROTOCOL;

    boolean isFor(Role role) {
      return switch (this) {
        case ORIGIN, PROXY -> role == Role.SERVER;
        case TRUST, CONNECT, PROTOCOL -> role == Role.CLIENT;
        case TEXT, BINARY, IDLE, PING, CLOSE, SEND -> true;
      };
    }
  }

  static List<Setting> all() {
    return ALL;
  }

  private static Setting parse(String line) {
    String[] columns = COLUMN.split(line, -1);
    return new Setting(
        columns[0],
        Concern.valueOf(columns[1].toUpperCase(Locale.ROOT)),
        columns[2],
        List.of(SPACE.split(columns[3])),
        columns.length > 4 ? Integer.parseInt(columns[4]) : 0);
  }
}
