// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

/**
 * An account of one end in a few words: {@code 1006 peer_reset remote}, then what else it tells,
 * such as {@code sent=1000 got=1000 out=5 in=4 idle=60 lived=61 at=3 rule=idle-timer}. {@code by}
 * is {@code saw=FIN} or {@code saw=RST} in the words of the evidence. Frames are 5 each way, it
 * lived for 90 s and was silent for 1 s, unless told.
 */
final class Told {

  static final String ID = "0123456789abcdef0123456789abcdef";

  private static final long NANOS = 1_000_000_000L;
  private static final long EPOCH = 1_795_860_000L * NANOS;

  private Told() {}

  static End by(String role, String account) {
    Map<String, String> told = new HashMap<>();
    told.put("websocket.role", role);
    told.put("websocket.connection.id", ID);
    told.put("websocket.frames.sent", "5");
    told.put("websocket.frames.received", "5");
    told.put("websocket.idle_before_close", "1.0");
    String[] words = account.strip().split(" +", -1);
    told.put("websocket.close.code", words[0]);
    if (!words[1].equals("-")) {
      told.put("websocket.close.cause", words[1]);
    }
    told.put("websocket.close.initiator", words[2]);
    double lived = 90;
    double at = 0;
    for (int i = 3; i < words.length; i++) {
      String name = words[i].substring(0, words[i].indexOf('='));
      String value = words[i].substring(name.length() + 1);
      switch (name) {
        case "lived" -> lived = Double.parseDouble(value);
        case "at" -> at = Double.parseDouble(value);
        default -> told.put(attribute(name), evidence(name, value));
      }
    }
    long end = EPOCH + (long) (at * NANOS);
    long start = lived < 0 ? End.UNKNOWN : end - (long) (lived * NANOS);
    End made = End.of(new End.Place(role + ".json", "", "", start, end), told, "", "");
    assertThat(made).isNotNull();
    return made;
  }

  private static String attribute(String name) {
    return switch (name) {
      case "sent" -> "websocket.close.sent_code";
      case "got" -> "websocket.close.received_code";
      case "out" -> "websocket.frames.sent";
      case "in" -> "websocket.frames.received";
      case "bytes.out" -> "websocket.bytes.sent";
      case "bytes.in" -> "websocket.bytes.received";
      case "largest.out" -> "websocket.message.max_size.sent";
      case "largest.in" -> "websocket.message.max_size.received";
      case "idle" -> "websocket.idle_before_close";
      case "stall" -> "websocket.local.stall";
      case "rule" -> "websocket.close.rule";
      case "incomplete" -> "websocket.observation.incomplete";
      case "saw" -> "websocket.close.evidence";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String evidence(String name, String value) {
    return !name.equals("saw")
        ? value
        : switch (value) {
          case "FIN" -> "then TCP closed by peer (FIN)";
          case "RST" -> "then TCP reset by peer";
          case "here" -> "then this side closed the transport";
          case "intact" -> "all 5 frames of this side were within the rules when sent";
          case "passed" -> "rule reserved-opcode was broken 3.0 s before and let pass";
          case "compressed" -> "messages here may be compressed";
          case "unasked" -> "TCP closed by peer (FIN); its application had asked for no message";
          default -> throw new IllegalArgumentException(value);
        };
  }
}
