// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.util.List;

/** Every way to end a connection that the clinic can stage on its own machine. */
final class Ailments {

  private static final int FIN = 0x80;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int RESERVED = 0x3;
  private static final int CLOSE = 0x8;

  private Ailments() {}

  static List<Ailment> all() {
    return List.of(
        new Ailment(
            "clean",
            "Close 1000, answered",
            1000,
            "normal",
            patient -> {
              patient.close(1000);
              patient.awaitEnd();
            }),
        new Ailment(
            "empty",
            "Close without a code",
            1005,
            "normal",
            patient -> {
              patient.masked(FIN | CLOSE, new byte[0]);
              patient.awaitEnd();
            }),
        new Ailment(
            "leaving",
            "a closed tab: Close 1001",
            1001,
            "going_away",
            patient -> {
              patient.close(1001);
              patient.awaitEnd();
            }),
        new Ailment("reset", "TCP reset", 1006, "peer_reset", Patient::reset),
        new Ailment("hangup", "TCP end, no Close frame", 1006, "peer_eof", Patient::close),
        new Ailment(
            "halfway",
            "reset after 100 of 60000 bytes",
            1006,
            "peer_reset",
            patient -> {
              patient.announced(FIN | BINARY, 60_000, new byte[100]);
              patient.reset();
            }),
        new Ailment(
            "silent", "a dead peer: pings go unanswered", 1000, "ping_timeout", Patient::awaitEnd),
        new Ailment(
            "oversize",
            "a frame of 70000 bytes",
            1009,
            "message_too_big",
            patient -> {
              patient.pour(FIN | BINARY, 70_000);
              patient.awaitEnd();
            }),
        new Ailment(
            "utf8",
            "text that is not UTF-8",
            1007,
            "invalid_payload",
            patient -> {
              patient.masked(FIN | TEXT, new byte[] {'o', 'k', (byte) 0xc3, '('});
              patient.awaitEnd();
            }),
        new Ailment(
            "unmasked",
            "a client frame without a mask",
            1002,
            "protocol_error",
            patient -> {
              patient.send(new byte[] {(byte) (FIN | TEXT), 2, 'h', 'i'});
              patient.awaitEnd();
            }),
        new Ailment(
            "reserved",
            "a frame with opcode 3",
            1002,
            "protocol_error",
            patient -> {
              patient.masked(FIN | RESERVED, new byte[1]);
              patient.awaitEnd();
            }),
        new Ailment(
            "crash",
            "an exception in the handler",
            1011,
            "internal_error",
            patient -> {
              patient.text("/crash");
              patient.awaitClose();
              patient.close(1011);
              patient.awaitEnd();
            }),
        new Ailment(
            "kick",
            "the application's own code 4001",
            4001,
            "application",
            patient -> {
              patient.text("/kick");
              patient.awaitClose();
              patient.close(4001);
              patient.awaitEnd();
            }));
  }
}
