// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.jdk.OwnThread;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page over HTTP/1.1, one request per connection. One thread, a selector: a client that
 * connects and says nothing, asks a letter at a time or does not read its answer holds up no other.
 *
 * <p>The JDK's own server reads a request on a thread that waits for its next letter, and has no
 * limit for that but properties of the whole JVM; it would initialise the application's logging and
 * needs a module that may not be there.
 */
final class ViewServer {

  /** Room for who is silent; the one that came first makes room for the next. */
  private static final int MOST_VISITORS = 64;

  private static final int MOST_STREAMS = 16;

  /** Of answers that are not read: those that came first are dropped. */
  private static final long MOST_WAITING = 32L << 20;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final int LOOK_MILLIS = 250;
  private static final int CLOSE_MILLIS = 500;
  private static final int PAUSE_MILLIS = 10;
  private static final int BACKLOG = 64;

  private final ServerSocketChannel channel;
  private final Selector selector;
  private final Site site;
  private final Door door;
  private final long patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = OwnThread.daemon("hangup-view", this::serve);

  /** In the order they came. Of the thread's own. */
  private final Deque<Visitor> visitors = new ArrayDeque<>();

  private long ticked = System.nanoTime();

  private ViewServer(
      ServerSocketChannel channel, Selector selector, Site site, Door door, long patience) {
    this.channel = channel;
    this.selector = selector;
    this.site = site;
    this.door = door;
    this.patience = patience;
  }

  static ViewServer start(InetSocketAddress address, Site site, Door door) throws IOException {
    return start(address, site, door, PATIENCE);
  }

  /**
   * Opens the port.
   *
   * @param patience nanoseconds that a visitor may be silent for
   */
  static ViewServer start(InetSocketAddress address, Site site, Door door, long patience)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      // By its socket, whose complaints have words.
      ServerSocket socket = channel.socket();
      socket.bind(address, BACKLOG);
      door.at(socket.getLocalPort());
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_ACCEPT);
      ViewServer server = new ViewServer(channel, selector, site, door, patience);
      server.thread.start();
      return server;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Thread thread() {
    return thread;
  }

  int port() {
    return channel.socket().getLocalPort();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.socket().getLocalSocketAddress();
  }

  /** The port is free when this returns: not before the thread has let go of it. */
  void close() {
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
        selector.select(visitors.isEmpty() ? 0 : LOOK_MILLIS);
        // An application that interrupts all threads does not mean this one. With the mark set a
        // selector never waits, and before Java 11 a channel that is used closes.
        Thread.interrupted();
        boolean well = true;
        for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
          SelectionKey key = ready.next();
          ready.remove();
          well &= key.attachment() instanceof Visitor one ? turn(one) : accepted();
        }
        long now = System.nanoTime();
        letGo(now);
        if (now - ticked >= TICK) {
          ticked = now;
          tick();
        }
        if (!well && closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      // the selector is gone; so is the page
    } catch (InterruptedException e) {
      // while no file descriptor was left: there is no page then
    } finally {
      visitors.forEach(Visitor::close);
    }
  }

  /** False where no file descriptor is left: asked again at once, it would say so again. */
  private boolean accepted() {
    try {
      SocketChannel client = channel.accept();
      if (client != null) {
        if (visitors.size() >= MOST_VISITORS) {
          dropped().close();
        }
        visitors.addLast(Visitor.of(client, selector));
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The oldest that is no stream: streams are few, and are looked at. */
  private Visitor dropped() {
    Iterator<Visitor> all = visitors.iterator();
    Visitor first = all.next();
    while (first.isStream() && all.hasNext()) {
      first = all.next();
    }
    visitors.remove(first);
    return first;
  }

  /** Always true: what goes wrong with one connection is its own trouble. */
  private boolean turn(Visitor visitor) {
    try {
      if (visitor.isAsked()) {
        answer(visitor);
        makeRoom();
      }
      visitor.write();
    } catch (IOException | RuntimeException | Error e) {
      visitor.close();
    }
    return true;
  }

  private void answer(Visitor visitor) {
    Request request = visitor.isTooLong() ? null : Request.of(visitor.head());
    if (request == null) {
      boolean tooLong = visitor.isTooLong();
      visitor.answer(
          Reply.saying(tooLong ? 431 : 400, tooLong ? "too much" : "this is no request")
              .bytes(true));
      return;
    }
    Reply refusal = door.refusal(request);
    if (refusal == null && request.path().equals(Site.API + "stream")) {
      refusal = begunStream(visitor, request);
      if (refusal == null) {
        return;
      }
    }
    visitor.answer((refusal == null ? read(request) : refusal).bytes(!request.isHead()));
  }

  private Reply read(Request request) {
    try {
      return site.answer(request);
    } catch (IOException | RuntimeException | Error e) {
      return Reply.saying(500, "this cannot be told: " + e.getClass().getName());
    }
  }

  /** Null where it has begun. */
  private @Nullable Reply begunStream(Visitor visitor, Request request) {
    if (visitors.stream().filter(Visitor::isStream).count() >= MOST_STREAMS) {
      return Reply.saying(503, "as many pages are open as can be told of what happens");
    }
    String last = request.header("last-event-id");
    visitor.stream(Reply.stream(), number(last.isEmpty() ? request.parameter("after") : last));
    return null;
  }

  private static long number(String digits) {
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  private void makeRoom() {
    long waiting = visitors.stream().mapToLong(Visitor::waiting).sum();
    for (Visitor each : visitors) {
      if (waiting <= MOST_WAITING) {
        return;
      }
      // The newest answer is let be, however large it is.
      if (each != visitors.getLast() && each.waiting() > 0) {
        waiting -= each.waiting();
        each.close();
      }
    }
  }

  private void letGo(long now) {
    visitors.removeIf(
        visitor -> {
          boolean quiet = visitor.isStream() && visitor.waiting() == 0;
          if (!quiet && now - visitor.since() > patience) {
            visitor.close();
          }
          return !visitor.isOpen();
        });
  }

  /**
   * Once a second: the rates, and the ends that have come. Whoever has not read the last of it gets
   * nothing new until then.
   */
  private void tick() {
    List<Visitor> streams = visitors.stream().filter(Visitor::isStream).toList();
    if (streams.isEmpty()) {
      return;
    }
    try {
      byte[] rates = site.read("rates");
      Map<Long, News> byNumber = new HashMap<>();
      for (Visitor each : streams) {
        if (each.waiting() == 0) {
          News news = byNumber.get(each.told());
          if (news == null) {
            news = News.after(each.told(), site);
            byNumber.put(each.told(), news);
          }
          tell(each, rates, news);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      streams.forEach(Visitor::close);
    }
  }

  private void tell(Visitor to, byte @Nullable [] rates, News news) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    if (rates != null) {
      event(event, "event: rates\ndata: ", rates);
    }
    if (news.newest() != to.told()) {
      event(event, "event: ends\nid: " + news.newest() + "\ndata: ", news.document());
      to.told(news.newest());
    }
    to.answer(event.toByteArray());
    try {
      to.write();
    } catch (IOException | RuntimeException e) {
      to.close();
    }
  }

  /** Documents have no line break in them. */
  private static void event(ByteArrayOutputStream to, String head, byte[] data) {
    to.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    to.writeBytes(data);
    to.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
  }
}
