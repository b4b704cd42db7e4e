// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a guest leaves. */
enum Ending {
  /** Close 1000, answered. */
  NORMAL(
      guest -> {
        guest.close(1000);
        guest.await(Guest.CLOSE);
      }),

  /** A closed tab: Close 1001, answered. */
  LEAVING(
      guest -> {
        guest.close(1001);
        guest.await(Guest.CLOSE);
      }),

  /** 1006: a TCP reset. */
  RESET(Guest::reset),

  /** 1006: TCP ends, without a Close frame. */
  HANGUP(Guest::close),

  /** 1009: more than the server takes. */
  OVERSIZE(
      guest -> {
        guest.pour(Guest.BINARY, 70_000);
        guest.awaitEnd();
      }),

  /** 1007: text that is not UTF-8. */
  UTF8(
      guest -> {
        guest.frame(Guest.TEXT, new byte[] {'o', 'k', (byte) 0xc3, '('});
        guest.awaitEnd();
      }),

  /** 1002: an opcode without a meaning. */
  RESERVED(
      guest -> {
        guest.frame(Guest.RESERVED, new byte[1]);
        guest.awaitEnd();
      }),

  /** 1002: a client's frame without a mask. */
  UNMASKED(
      guest -> {
        guest.send(new byte[] {(byte) (0x80 | Guest.TEXT), 2, 'h', 'i'});
        guest.awaitEnd();
      }),

  /** 1011: makes the server's handler throw. */
  CRASH(
      guest -> {
        guest.text("/crash");
        guest.await(Guest.CLOSE);
      }),

  /** Pings are left unanswered until the server gives up. */
  SILENT(Guest::awaitEnd);

  /** What the guest does last. */
  interface Act {
    void play(Guest guest) throws IOException;
  }

  @SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing.
  private final Act act;

  Ending(Act act) {
    this.act = act;
  }

  void play(Guest guest) throws IOException {
    act.play(guest);
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String ids() {
    return Arrays.stream(values()).map(Ending::id).collect(Collectors.joining(", "));
  }
}
