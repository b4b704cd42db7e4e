// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.PortVisitor;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Somebody at the endpoint, who is closed once the answer has left. */
final class ScrapeConnection extends PortVisitor {

  private final Answering server;

  /** Answers a connection. */
  interface Answering {
    void answer(ScrapeConnection connection) throws IOException;
  }

  ScrapeConnection(SocketChannel channel, Selector selector, Answering server) throws IOException {
    super(channel, selector);
    this.server = server;
  }

  boolean hasAnswer() {
    return isAnswered() && isOpen();
  }

  /** Whether what has come by now is a whole request; closes on who has gone or asks too much. */
  @Override
  protected boolean isAsked() throws IOException {
    if (isAnswered()) {
      return false;
    }
    int bytes = read(true);
    if (bytes > 0 && isWhole(bytes)) {
      return true;
    }
    if (bytes < 0 || isTooLong()) {
      close();
    }
    return false;
  }

  @Override
  protected void asked() throws IOException {
    server.answer(this);
  }

  @Override
  protected void written() {
    close();
  }
}
