// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connections of this side, with time by hand, and what is live of them. */
final class Scene {

  static final long EPOCH = 1_800_000_000_000_000_000L;

  private long passed;

  /** As a stack holds its connections: the observer alone would let go of them. */
  private final List<Wire> wires = new ArrayList<>();

  final Clock clock =
      new Clock() {
        @Override
        public long nanoTime() {
          return Long.MAX_VALUE - 5_000_000_000L + passed;
        }

        @Override
        public long epochNanos() {
          return EPOCH + passed;
        }
      };

  final Live live;
  final Documents documents;
  final Observation observation;

  Scene() {
    this(Map.of(), ConnectionEvents.NONE);
  }

  Scene(Map<String, String> settings, ConnectionEvents next) {
    ObserverSettings read = ObserverSettings.read(settings, Map.of(), warning -> {});
    live = new Live(read, clock);
    observation = new Observation(read, clock, live.before(next), line -> {}, false);
    live.watch(observation::look);
    documents = new Documents(live, new Documents.Teller("1.0", 4711, () -> Set.of("netty")));
  }

  Scene after(double seconds) {
    passed += (long) (seconds * 1e9);
    return this;
  }

  Wire begin(String stack, String path) {
    Wire wire = observation.handshake(Handshake.asServer(stack).target(path));
    wires.add(wire);
    return wire;
  }

  Wire open(String path) {
    return open("netty", path);
  }

  Wire open(String stack, String path) {
    Wire wire = begin(stack, path);
    wire.opened();
    return wire;
  }

  static void peer(Wire wire, String bytes) {
    wire.inbound(ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", ""))));
    wire.consumed(0);
  }

  static void self(Wire wire, int firstByte, String payload) {
    ByteBuffer plain = ByteBuffer.wrap(HexFormat.of().parseHex(payload));
    wire.outbound(firstByte, false, plain.limit());
    wire.outboundPayload(plain, 0, plain.limit());
  }

  /** The peer is gone without a word. */
  static void drop(Wire wire) {
    wire.eof();
    wire.closed();
  }

  static void closeCleanly(Wire wire) {
    peer(wire, "88 82 00000000 03E8");
    self(wire, 0x88, "03E8");
    wire.localClose();
    wire.closed();
  }

  JsonNode get(String query) throws IOException {
    assertThat(observation.suppressedFailures().count()).isZero();
    return new ObjectMapper().readTree(text(query));
  }

  String text(String query) throws IOException {
    StringWriter out = new StringWriter();
    assertThat(documents.write(query, out)).isTrue();
    return out.toString();
  }
}
