// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A scripted connection of this side, a server unless said otherwise: wire bytes in hex, time by
 * hand, no sockets.
 */
final class SimulatedConnection {

  final FakeClock clock = new FakeClock();
  final RecordedEvents events = new RecordedEvents();
  final List<String> lines = new ArrayList<>();
  final Observation observation;
  final Wire wire;
  private final boolean server;

  private SimulatedConnection(ObserverSettings settings, Handshake handshake) {
    this(settings, handshake, StallReasons.NONE, KernelReader.NONE);
  }

  /** No thread tells of ends that wait: {@link Observation#tellDue} does. */
  SimulatedConnection(
      ObserverSettings settings, Handshake handshake, StallReasons reasons, KernelReader kernel) {
    this.observation =
        new Observation(settings, clock, events, lines::add, work -> {}, reasons, kernel);
    this.server = handshake.isServer();
    this.wire = observation.handshake(handshake);
  }

  static SimulatedConnection begun(Handshake handshake) {
    return new SimulatedConnection(ObserverSettings.DEFAULTS, handshake);
  }

  static SimulatedConnection begun(Handshake handshake, ObserverSettings settings) {
    return new SimulatedConnection(settings, handshake);
  }

  static SimulatedConnection asServer() {
    return open(Handshake.asServer("netty").target("/chat/42?token=secret"));
  }

  static SimulatedConnection asClient() {
    return open(Handshake.asClient("netty").target("ws://example.org/feed"));
  }

  static SimulatedConnection open(Handshake handshake) {
    SimulatedConnection conversation = begun(handshake);
    conversation.wire.opened();
    return conversation;
  }

  static ByteBuffer hex(String bytes) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }

  SimulatedConnection after(double seconds) {
    clock.pass(seconds);
    return this;
  }

  /** The peer's bytes arrive, in one read, and the stack consumes them all. */
  SimulatedConnection peer(String bytes) {
    wire.inbound(hex(bytes));
    wire.consumed(0);
    return this;
  }

  /** This side writes one frame with a small payload: first byte, then the plain payload. */
  SimulatedConnection self(String firstByte, String payload) {
    ByteBuffer plain = hex(payload);
    wire.outbound(HexFormat.fromHexDigits(firstByte), !server, plain.limit());
    wire.outboundPayload(plain, 0, plain.limit());
    return this;
  }

  SimulatedConnection peerEof() {
    wire.eof();
    return gone();
  }

  SimulatedConnection peerResets() {
    wire.readFailed(new SocketException("Connection reset"));
    return gone();
  }

  SimulatedConnection writeFails() {
    wire.writeFailed(new IOException("Broken pipe"));
    return gone();
  }

  SimulatedConnection localClose() {
    wire.localClose();
    return gone();
  }

  SimulatedConnection gone() {
    wire.closed();
    return this;
  }

  /**
   * The one ended connection; our own failures would have been swallowed, so they are looked for
   * too.
   */
  EndedConnection ended() {
    assertThat(observation.suppressedFailures().count()).isZero();
    assertThat(events.ended).hasSize(1);
    return events.ended.get(0);
  }
}
