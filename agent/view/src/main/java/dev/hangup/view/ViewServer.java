// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.jdk.OwnPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves the page. */
final class ViewServer extends OwnPort<Visitor> {

  private static final int MOST_STREAMS = 16;

  /** Of answers that are not read: those that came first are dropped. */
  private static final long MOST_WAITING = 32L << 20;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_MILLIS = 250;

  private final Site site;
  private final Door door;
  private long ticked = System.nanoTime();

  private ViewServer(InetSocketAddress address, Site site, Door door, long patience)
      throws IOException {
    super(address, "hangup-view", patience, LOOK_MILLIS);
    this.site = site;
    this.door = door;
    door.at(port());
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
    ViewServer server = new ViewServer(address, site, door, patience);
    server.start();
    return server;
  }

  @Override
  protected Visitor visitor(SocketChannel client, Selector of) throws IOException {
    return new Visitor(client, of, this::asked);
  }

  /** The oldest that is no stream: streams are few, and are looked at. */
  @Override
  protected Visitor first(Deque<Visitor> all) {
    Iterator<Visitor> each = all.iterator();
    Visitor first = each.next();
    while (first.isStream() && each.hasNext()) {
      first = each.next();
    }
    return first;
  }

  @Override
  protected void looked(long now) {
    if (now - ticked >= TICK) {
      ticked = now;
      tick();
    }
  }

  private void asked(Visitor visitor) {
    answer(visitor);
    makeRoom();
  }

  private void answer(Visitor visitor) {
    Request request = visitor.isTooLong() ? null : Request.of(visitor.request());
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
    if (visitors().stream().filter(Visitor::isStream).count() >= MOST_STREAMS) {
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
    long waiting = visitors().stream().mapToLong(Visitor::waiting).sum();
    for (Visitor each : visitors()) {
      if (waiting <= MOST_WAITING) {
        return;
      }
      // The newest answer is let be, however large it is.
      if (each != visitors().getLast() && each.waiting() > 0) {
        waiting -= each.waiting();
        each.close();
      }
    }
  }

  /**
   * Once a second: the rates, and the ends that have come. Whoever has not read the last of it gets
   * nothing new until then.
   */
  private void tick() {
    List<Visitor> streams = visitors().stream().filter(Visitor::isStream).toList();
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
