// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.util.concurrent.ExecutionException;

/** What Tomcat throws, and what it is about. */
final class Failures {

  private Failures() {}

  /** The endpoint's {@code onOpen}, or its constructor, threw: this connection will not be read. */
  static void onOpen(Upgrade upgrade, Throwable thrown) {
    Throwable failure = within(thrown);
    Wire wire = upgrade.wire();
    if (upgrade.isOpened()) {
      wire.handlerFailed(failure);
      wire.localClose();
      wire.closed();
    } else {
      wire.refused(0, failure);
    }
  }

  /** Reading the socket failed; the end of the stream is told as a failure as well. */
  static void read(Wire wire, Throwable failure) {
    if (failure instanceof EOFException) {
      wire.eof();
    } else {
      wire.readFailed(failure);
    }
  }

  /** Without the wrappings Tomcat puts around. */
  static Throwable within(Throwable thrown) {
    Throwable failure = thrown;
    while (isWrapping(failure) && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof ExecutionException
        || failure.getClass() == IllegalArgumentException.class
        || failure.getClass().getName().endsWith(".websocket.DeploymentException");
  }
}
