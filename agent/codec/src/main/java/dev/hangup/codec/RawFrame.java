// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame as it shall stand on the wire, right or wrong: for tests, and for showing peers how not
 * to do it.
 *
 * @param firstByte FIN, RSV1 to RSV3 and the opcode
 * @param form how the length is written
 * @param length what the header announces
 * @param mask the key the payload is masked with, first byte highest; null for no key
 * @param payload what follows the header, whatever the header says
 */
public record RawFrame(
    int firstByte, LengthForm form, long length, @Nullable Integer mask, ByteBuffer payload) {

  /** The three ways of RFC 6455 5.2 to write a length. */
  public enum LengthForm {
    SEVEN_BITS,
    SIXTEEN_BITS,
    SIXTY_FOUR_BITS;

    /** The one that is allowed. */
    public static LengthForm shortest(long length) {
      if (length < 0 || length > 0xffff) {
        return SIXTY_FOUR_BITS;
      }
      return length < 126 ? SEVEN_BITS : SIXTEEN_BITS;
    }
  }

  public RawFrame {
    if (firstByte < 0 || firstByte > 0xff) {
      throw new IllegalArgumentException("not a byte: " + firstByte);
    }
    if (form == LengthForm.SEVEN_BITS && (length < 0 || length > 125)) {
      throw new IllegalArgumentException("does not fit seven bits: " + length);
    }
    if (form == LengthForm.SIXTEEN_BITS && (length < 0 || length > 0xffff)) {
      throw new IllegalArgumentException("does not fit sixteen bits: " + length);
    }
    payload = payload.slice();
  }

  /** An unmasked frame with an honest header. */
  public static RawFrame of(int firstByte, ByteBuffer payload) {
    int length = payload.remaining();
    return new RawFrame(firstByte, LengthForm.shortest(length), length, null, payload);
  }

  public RawFrame masked(int key) {
    return new RawFrame(firstByte, form, length, key, payload);
  }

  public RawFrame announcing(LengthForm otherForm, long otherLength) {
    return new RawFrame(firstByte, otherForm, otherLength, mask, payload);
  }
}
