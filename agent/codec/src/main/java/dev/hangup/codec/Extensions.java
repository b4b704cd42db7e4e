// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * What the handshake agreed on, as far as it changes the framing.
 *
 * @param deflate permessage-deflate was negotiated: RSV1 marks a compressed message
 * @param unknown an extension this codec does not know was negotiated: reserved bits and opcodes
 *     may be its business
 */
public record Extensions(boolean deflate, boolean unknown) {
  public static final Extensions NONE = new Extensions(false, false);
}
