// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the handshake agreed on, as far as it changes the framing.
 *
 * @param deflate permessage-deflate was negotiated: RSV1 marks a compressed message
 * @param unknown an extension this codec does not know was negotiated: reserved bits and opcodes,
 *     and the payload itself, may be its business
 */
public record Extensions(boolean deflate, boolean unknown) {
  public static final Extensions NONE = new Extensions(false, false);

  /**
   * Reads the response's {@code Sec-WebSocket-Extensions}; several header lines are joined by
   * commas. A missing or empty header means none.
   */
  public static Extensions parse(@Nullable String header) {
    if (header == null) {
      return NONE;
    }
    boolean deflate = false;
    boolean unknown = false;
    for (ExtensionHeader.Element extension : ExtensionHeader.parse(header)) {
      if (extension.name().equals(DeflateParameters.NAME)) {
        deflate = true;
      } else {
        unknown = true;
      }
    }
    return new Extensions(deflate, unknown);
  }
}
