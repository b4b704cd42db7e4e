// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What an open connection costs in heap: the growth over many, each with strings of its own. */
class IdleConnectionSizeTest {

  private static final int CONNECTIONS = 10_000;
  private static final int MOST = 512;

  /** Kept by the stack anyway, so not counted as ours. */
  private static final InetSocketAddress PEER = InetSocketAddress.createUnresolved("client", 1);

  private static final int MOST_OF_A_HOSTILE_PEER = 4096;

  @Test
  void anIdleConnectionStaysWithinItsBytes() {
    report("An idle connection", MOST, () -> each(number -> Map.of(), wire -> {}));
  }

  @Test
  void withTheHeadersOfABrowserBehindAMeshItStillDoes() {
    report(
        "An idle connection of a browser behind a mesh",
        MOST,
        () -> each(IdleConnectionSizeTest::behindAMesh, wire -> {}));
  }

  @Test
  void withEightKilobytesOfHeadersItStillDoes() {
    report(
        "An idle connection with 8 kB of headers",
        MOST,
        () -> each(IdleConnectionSizeTest::eightKilobytes, wire -> {}));
  }

  @Test
  void aPeerThatMeansHarmGetsNoFurtherThanTheBounds() {
    report(
        "An idle connection of a hostile peer",
        MOST_OF_A_HOSTILE_PEER,
        () -> each(IdleConnectionSizeTest::asMuchAsIsKept, wire -> {}));
  }

  @Test
  void aConnectionThatHasTalkedStaysWithinTwiceThat() {
    ByteBuffer text = SimulatedConnection.hex("81 82 00000000 6869");
    ByteBuffer plain = SimulatedConnection.hex("6869");
    LongSupplier bytes =
        () ->
            each(
                number -> Map.of(),
                wire -> {
                  wire.inbound(text);
                  wire.outbound(0x81, false, 2);
                  wire.outboundPayload(plain, 0, 2);
                });

    report("A connection that has talked", 2 * MOST, bytes);
  }

  /** What other threads of this JVM keep meanwhile is theirs: it is not there every time. */
  private static void report(String what, int most, LongSupplier measured) {
    long bytes = measured.getAsLong();
    for (int again = 0; again < 2 && bytes > most; again++) {
      bytes = Math.min(bytes, measured.getAsLong());
    }
    System.out.printf("%s takes %d bytes of heap.%n", what, bytes);
    assertThat(bytes).isLessThanOrEqualTo(most);
  }

  private static long each(IntFunction<Map<String, String>> headers, Consumer<Wire> conversation) {
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, Clock.SYSTEM, new RecordedEvents(), line -> {}, false);
    List<Wire> wires = new ArrayList<>(CONNECTIONS);
    wires.add(connection(observation, 0, headers, conversation));
    long before = usedHeap();
    for (int i = 1; i < CONNECTIONS; i++) {
      wires.add(connection(observation, i, headers, conversation));
    }
    long after = usedHeap();
    assertThat(wires).hasSize(CONNECTIONS);
    assertThat(observation.suppressedFailures().count()).isZero();
    return (after - before) / (CONNECTIONS - 1);
  }

  /** The least of several looks: other threads of this JVM leave garbage behind meanwhile. */
  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int look = 0; look < 5; look++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /** Every string is the connection's own, as off the wire, bytes and all. */
  private static Wire connection(
      Observation observation,
      int number,
      IntFunction<Map<String, String>> more,
      Consumer<Wire> conversation) {
    Handshake handshake =
        Handshake.asServer("netty")
            .stackVersion("4.2.20.Final")
            .target(offTheWire("/chat/" + (100_000 + number) + "?access_token=" + TOKEN + number))
            .scheme("ws")
            .peer(PEER)
            .extensions(offTheWire("permessage-deflate"))
            .subprotocol(offTheWire("v12.stomp"));
    Map<String, String> headers = new LinkedHashMap<>(browser(number));
    headers.putAll(more.apply(number));
    if (headers.containsKey(PATH)) {
      handshake.target(offTheWire(headers.remove(PATH)));
    }
    headers.forEach((name, value) -> handshake.header(name, offTheWire(value)));
    Wire wire = observation.handshake(handshake);
    wire.opened();
    conversation.accept(wire);
    return wire;
  }

  /** As HTTP/2 names it. */
  private static final String PATH = ":path";

  private static String offTheWire(String text) {
    return new String(text.toCharArray());
  }

  private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.".repeat(20);

  private static Map<String, String> browser(int number) {
    return Map.of(
        "Host", "chat.example.org:8443",
        "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
        "Origin", "https://chat.example.org",
        "Cookie", "JSESSIONID=" + number,
        "Sec-WebSocket-Version", "13",
        "Sec-WebSocket-Key", "dGhlIHNhbXBsZSB%06dQ==".formatted(number),
        "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Protocol", "v12.stomp, v11.stomp",
        "traceparent", "00-%032x-%016x-01".formatted(number + 1, number + 1));
  }

  /** What Envoy, and an OpenTelemetry SDK before it, add. */
  private static Map<String, String> behindAMesh(int number) {
    return Map.of(
        "X-Forwarded-For", "203.0.%d.%d, 10.0.0.1".formatted(number >> 8 & 255, number & 255),
        "X-Forwarded-Proto", "https",
        "X-Request-Id", "%08x-0000-4000-8000-000000000000".formatted(number),
        "X-B3-TraceId", "%032x".formatted(number + 1),
        "X-B3-SpanId", "%016x".formatted(number + 1),
        "X-B3-ParentSpanId", "%016x".formatted(number),
        "X-B3-Sampled", "1",
        "tracestate", "congo=t61rcWkgMzE,rojo=%016x".formatted(number),
        "baggage", "userId=%d,tenant=example".formatted(number));
  }

  private static Map<String, String> eightKilobytes(int number) {
    Map<String, String> headers = new LinkedHashMap<>(behindAMesh(number));
    headers.put("baggage", "userId=" + number + ",k=" + "v".repeat(7000));
    headers.put("tracestate", "k=" + number + "v".repeat(600));
    headers.put("X-Forwarded-For", "203.0.113.7" + ", 10.0.0.1".repeat(60));
    headers.put("b3", "0".repeat(200) + number);
    return headers;
  }

  /** Each as long as it may be, and no two alike. */
  private static Map<String, String> asMuchAsIsKept(int number) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(PATH, "/%06d/".formatted(number) + "z".repeat(8000));
    for (String name : Handshake.wantedHeaders()) {
      int longest =
          switch (name) {
            case "host" -> 261;
            case "user-agent" -> 256;
            case "tracestate" -> 512;
            case "x-forwarded-for" -> 64;
            default -> 80;
          };
      headers.put(name, "%06d".formatted(number) + "z".repeat(longest - 6));
    }
    return headers;
  }
}
