// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;

/**
 * An application on one version of one stack: the only thing a stack has to write for its contract.
 * It is loaded with the library in a loader of its own and must not use anything but the library,
 * the JDK and this package's {@link Options} and {@link Command}.
 *
 * <p>It echoes every text and binary message as one message of the same kind and answers a Close
 * frame as RFC 6455 5.5.1 has it, except that a text for which {@link Command#isCommand} holds is
 * obeyed instead.
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

  /** Ends whatever was started, abruptly where need be. */
  @Override
  void close() throws IOException;
}
