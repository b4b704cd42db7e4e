// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

/** The first byte of a frame's header, RFC 6455 5.2, of libraries that know only its parts. */
public final class FirstByte {

  private FirstByte() {}

  public static int of(boolean fin, boolean rsv1, boolean rsv2, boolean rsv3, int opcode) {
    return (fin ? 0x80 : 0)
        | (rsv1 ? 0x40 : 0)
        | (rsv2 ? 0x20 : 0)
        | (rsv3 ? 0x10 : 0)
        | (opcode & 0x0f);
  }
}
