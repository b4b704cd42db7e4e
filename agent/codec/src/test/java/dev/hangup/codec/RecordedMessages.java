// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a full reader delivers. Payloads are kept as hex. */
final class RecordedMessages implements MessageListener {

  final List<String> messages = new ArrayList<>();
  final List<Violation> violations = new ArrayList<>();

  static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return HexFormat.of().formatHex(copy);
  }

  @Override
  public void text(ByteBuffer utf8) {
    messages.add("text " + hex(utf8));
  }

  @Override
  public void binary(ByteBuffer bytes) {
    messages.add("binary " + hex(bytes));
  }

  @Override
  public void ping(ByteBuffer payload) {
    messages.add("ping " + hex(payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    messages.add("pong " + hex(payload));
  }

  @Override
  public void close(int code, @Nullable String reason) {
    messages.add("close " + code + " " + reason);
  }

  @Override
  public void violation(Violation violation) {
    violations.add(violation);
    messages.add(violation.toString());
  }
}
