// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.jdk.PortVisitor;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A browser's connection. One request each; a stream of events has no end. */
final class Visitor extends PortVisitor {

  private final Consumer<Visitor> server;
  private boolean streams;
  private long told;

  Visitor(SocketChannel channel, Selector selector, Consumer<Visitor> server) throws IOException {
    super(channel, selector);
    this.server = server;
  }

  boolean isStream() {
    return streams && isOpen();
  }

  /** The number of the last end that a stream was told of. */
  long told() {
    return told;
  }

  void told(long number) {
    told = number;
  }

  @Override
  protected boolean mayBeSilent() {
    return isStream() && waiting() == 0;
  }

  /** True once a whole head has come, or more than one may be. */
  @Override
  protected boolean isAsked() throws IOException {
    boolean answered = isAnswered();
    int bytes = read(!answered); // what comes behind a request is not read as another one
    if (bytes < 0) {
      close();
    }
    return !answered && bytes > 0 && (isTooLong() || isWhole(bytes));
  }

  @Override
  protected void asked() {
    server.accept(this);
  }

  void stream(byte[] begin, long from) {
    streams = true;
    told = from;
    answer(begin);
  }

  @Override
  protected void written() throws IOException {
    if (streams) {
      moved();
    } else {
      // Closed at once, bytes that were not read yet would make a reset of it, and lose the answer.
      channel().shutdownOutput();
    }
    listen();
  }
}
