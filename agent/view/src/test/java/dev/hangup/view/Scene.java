// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.live.Documents;
import dev.hangup.live.Live;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connections as an application has them, and the documents about them. */
final class Scene {

  final Documents documents;

  private final Observation observation;

  /** As a stack holds its connections: the observer alone would let go of them. */
  private final List<Wire> wires = new ArrayList<>();

  Scene() {
    ObserverSettings read = ObserverSettings.read(Map.of(), Map.of(), warning -> {});
    Live live = new Live(read, Clock.SYSTEM);
    observation =
        new Observation(read, Clock.SYSTEM, live.before(ConnectionEvents.NONE), line -> {}, false);
    live.watch(observation::look);
    documents = new Documents(live, new Documents.Teller("1.0", 4711, () -> Set.of("netty")));
  }

  Wire open(String path) {
    Wire wire = observation.handshake(Handshake.asServer("netty").target(path));
    wires.add(wire);
    wire.opened();
    return wire;
  }

  /** A Close frame with code 1011 and a reason, from the peer. */
  void closedBecause(String path, String reason) {
    Wire wire = open(path);
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(8 + text.length);
    frame.put(
        new byte[] {(byte) 0x88, (byte) (0x80 | (2 + text.length)), 0, 0, 0, 0, 3, (byte) 0xF3});
    frame.put(text);
    frame.flip();
    wire.inbound(frame);
    wire.consumed(0);
    wire.eof();
    wire.closed();
  }

  /** The peer is gone without a word. */
  void dropped(String path) {
    Wire wire = open(path);
    wire.inbound(ByteBuffer.wrap(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'}));
    wire.consumed(0);
    wire.eof();
    wire.closed();
  }
}
