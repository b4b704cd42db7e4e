// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;

/** A connection that was joined while a frame may be under way. */
public final class Adopted extends Connection {

  private final Wire wire;

  public Adopted(Wire wire) {
    super(wire);
    this.wire = wire;
  }

  @Override
  public Wire wire() {
    return wire;
  }
}
