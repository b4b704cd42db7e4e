// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrayBytesTest {

  private final List<String> told = new ArrayList<>();
  private final RecordedWire wire = new RecordedWire(Handshake.asClient("any"), told);

  @Test
  void aPartOfAnArrayIsToldAsItIs() {
    byte[] bytes = "before frame after".getBytes(US_ASCII);
    ArrayBytes.received(wire, bytes, 7, 12);
    ArrayBytes.sent(wire, bytes, 13, 18);

    assertThat(told).containsExactly("received frame", "sent after");
  }

  @Test
  void whatIsLongIsToldInOrder() {
    String text = "0123456789".repeat(500);
    ArrayBytes.received(wire, text.getBytes(US_ASCII), 1, 4999);

    assertThat(String.join("", told).replace("received ", "")).isEqualTo(text.substring(1, 4999));
  }

  /** Payload that the wire takes unseen is not copied; what comes behind it is shown. */
  @Test
  void whatTheWireTakesIsNotShown() {
    RecordedWire skipping =
        new RecordedWire(Handshake.asClient("any"), told) {
          @Override
          protected int onTaken(boolean received, int most) {
            told.add("takes of " + most);
            return 400;
          }
        };
    byte[] bytes = ("header of a frame" + "p".repeat(397) + "the end").getBytes(US_ASCII);
    ArrayBytes.received(skipping, bytes, 0, bytes.length);

    assertThat(told).containsExactly("received header of a fr", "takes of 407", "received the end");
    told.clear();
    ArrayBytes.sent(skipping, bytes, 0, bytes.length);

    assertThat(told).containsExactly("sent header of a fr", "takes of 407", "sent the end");
  }

  @Test
  void nothingIsToldOfNothing() {
    ArrayBytes.received(wire, new byte[3], 2, 2);

    assertThat(told).isEmpty();
  }

  /** Payload is not to lie about in a thread. */
  @Test
  void nothingIsKept() {
    List<ByteBuffer> seen = new ArrayList<>();
    RecordedWire looking =
        new RecordedWire(Handshake.asClient("any"), told) {
          @Override
          protected void onInbound(ByteBuffer bytes, int from, int to) {
            seen.add(bytes);
          }
        };
    ArrayBytes.received(looking, "secret".repeat(400).getBytes(US_ASCII), 0, 2400);

    assertThat(seen).isNotEmpty();
    ByteBuffer kept = seen.get(0);
    for (int i = 0; i < kept.capacity(); i++) {
      assertThat(kept.get(i)).isZero();
    }
  }
}
