// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/** One end of a WebSocket connection. As the sender of a direction it decides about masking. */
public enum Role {
  CLIENT,
  SERVER;

  public Role other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
