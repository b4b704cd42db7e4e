// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/** The parameters of permessage-deflate, RFC 7692 7.1. */
public final class DeflateParameters {
  static final String NAME = "permessage-deflate";

  private DeflateParameters() {}
}
