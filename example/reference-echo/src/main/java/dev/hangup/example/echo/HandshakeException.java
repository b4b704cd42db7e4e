// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import java.io.IOException;

/** The upgrade does not come about; {@code status} is what a server answers. */
final class HandshakeException extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;

  HandshakeException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
