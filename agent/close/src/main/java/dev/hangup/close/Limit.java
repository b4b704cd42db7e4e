// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/** The size limits that stacks have by default. */
enum Limit {
  TOMCAT_TEXT("tomcat", 1, 8192, "Tomcat's default text buffer"),
  TOMCAT_BINARY("tomcat", 2, 8192, "Tomcat's default binary buffer"),
  JETTY_TEXT("jetty", 1, 65536, "Jetty's default text message limit"),
  JETTY_BINARY("jetty", 2, 65536, "Jetty's default binary message limit"),
  NETTY_TEXT("netty", 1, 65536, "Netty's default frame limit"),
  NETTY_BINARY("netty", 2, 65536, "Netty's default frame limit");

  private static final Limit[] ALL = values();

  private final String stack;
  private final int opcode;
  private final long bytes;
  private final String words;

  Limit(String stack, int opcode, long bytes, String words) {
    this.stack = stack;
    this.opcode = opcode;
    this.bytes = bytes;
    this.words = words;
  }

  static @Nullable Limit of(String stack, int opcode) {
    for (Limit each : ALL) {
      if (each.opcode == opcode && each.stack.equals(stack)) {
        return each;
      }
    }
    return null;
  }

  long bytes() {
    return bytes;
  }

  String words() {
    return words;
  }
}
