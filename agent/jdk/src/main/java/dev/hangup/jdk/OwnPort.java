// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A port of the agent's, for HTTP/1.1 with one request per connection. One thread, a selector: a
 * client that connects and says nothing, asks a letter at a time or does not read its answer holds
 * up no other.
 *
 * <p>The JDK's own server reads a request on a thread that waits for its next letter, and has no
 * limit for that but properties of the whole JVM; it would initialise the application's logging and
 * needs a module that may not be there.
 */
public abstract class OwnPort<V extends PortVisitor> {

  /** Room for who is silent. */
  private static final int MOST_VISITORS = 64;

  private static final int CLOSE_MILLIS = 500;
  private static final int PAUSE_MILLIS = 10;
  private static final int BACKLOG = 64;

  private final ServerSocketChannel channel;
  private final Selector selector;
  private final long patience;
  private final long lookMillis;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** In the order they came. Of the thread's own. */
  private final Deque<V> visitors = new ArrayDeque<>();

  /**
   * Opens the port; {@link #start} serves it.
   *
   * @param name of the thread
   * @param patience nanoseconds that a visitor may be silent for
   * @param lookMillis between two looks at visitors, while there are some
   */
  protected OwnPort(InetSocketAddress address, String name, long patience, long lookMillis)
      throws IOException {
    this.patience = patience;
    this.lookMillis = lookMillis;
    channel = ServerSocketChannel.open();
    try {
      // By its socket, whose complaints have words.
      ServerSocket socket = channel.socket();
      socket.bind(address, BACKLOG);
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    thread = OwnThread.daemon(name, this::serve);
  }

  protected final void start() {
    thread.start();
  }

  protected abstract V visitor(SocketChannel client, Selector of) throws IOException;

  /** Who makes room for the next: the one that came first. Not called without a visitor. */
  protected V first(Deque<V> all) {
    return all.getFirst();
  }

  /** After each look at those that have something to read, or room for an answer. */
  protected void looked(long now) {}

  /** Only on the thread that serves. */
  protected final Deque<V> visitors() {
    return visitors;
  }

  public final Thread thread() {
    return thread;
  }

  public final int port() {
    return channel.socket().getLocalPort();
  }

  public final InetSocketAddress address() {
    return (InetSocketAddress) channel.socket().getLocalSocketAddress();
  }

  /** The port is free when this returns: not before the thread has let go of it. */
  public final void close() {
    closed.countDown();
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try (channel;
        selector) {
      while (closed.getCount() > 0) {
        selector.select(visitors.isEmpty() ? 0 : lookMillis);
        // An application that interrupts all threads does not mean this one. With the mark set a
        // selector never waits, and before Java 11 a channel that is used closes.
        Thread.interrupted();
        boolean well = true;
        for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
          SelectionKey key = ready.next();
          ready.remove();
          if (key.attachment() instanceof PortVisitor one) {
            one.turn();
          } else {
            well &= accepted();
          }
        }
        long now = System.nanoTime();
        letGo(now);
        looked(now);
        if (!well && closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      // the selector is gone; so is the port
    } catch (InterruptedException e) {
      // while no file descriptor was left: there is no port then
    } finally {
      visitors.forEach(PortVisitor::close);
    }
  }

  /** False where no file descriptor is left: asked again at once, it would say so again. */
  private boolean accepted() {
    try {
      SocketChannel client = channel.accept();
      if (client != null) {
        if (visitors.size() >= MOST_VISITORS) {
          V first = first(visitors);
          visitors.remove(first);
          first.close();
        }
        visitors.addLast(registered(client));
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private V registered(SocketChannel client) throws IOException {
    try {
      return visitor(client, selector);
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void letGo(long now) {
    visitors.removeIf(
        visitor -> {
          if (!visitor.mayBeSilent() && now - visitor.since() > patience) {
            visitor.close();
          }
          return !visitor.isOpen();
        });
  }
}
