// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;

/**
 * An application on one version of one stack: the only thing a stack has to write for its contract.
 * It is loaded with the library in a loader of its own and must not use anything but the library,
 * the JDK and this package. Its methods are called with the library's loader as the context class
 * loader, as an application's threads have it.
 *
 * <p>It echoes every text and binary message as one message of the same kind, or obeys it, by way
 * of {@link EchoSide}, and answers a Close frame as RFC 6455 5.5.1 has it. What a library cannot do
 * at all it need not: see {@link #unable}.
 */
public interface StackUnderTest extends AutoCloseable {

  /**
   * Starts a server on a free port of the loopback interface.
   *
   * @return the port
   */
  int serve(Options options) throws Exception;

  /** Begins to connect a client to a port of the loopback interface; returns without waiting. */
  void connect(int port, Options options) throws Exception;

  /** What a story gets that asks for what there is no way to do in a library. */
  static UnsupportedOperationException unable() {
    return new UnsupportedOperationException("no such thing in this library");
  }

  /** Ends whatever was started, abruptly where need be. */
  @Override
  void close() throws IOException;
}
