// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many scripted connections of one JVM, on one clock that is moved by hand. No thread tells of ends
 * that wait: the clock does, as it passes.
 */
final class Crowd {

  static final String PROXY = "192.0.2.7";

  private static final int STEP = 50;
  private static final String MASKED_TEXT = "81 82 00000000 6869";
  private static final String PLAIN_TEXT = "81 02 6869";

  final FakeClock clock = new FakeClock();
  final RecordedEvents events = new RecordedEvents();
  final List<PeerLost> lost = new ArrayList<>();
  final List<String> lines = new ArrayList<>();
  final Observation observation;

  /** As a library keeps what is open; the observer does not. */
  private final List<Member> members = new ArrayList<>();

  private int port = 40_000;

  Crowd(String... settings) {
    Map<String, String> given = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    ConnectionEvents telling =
        new ForwardedEvents(events) {
          @Override
          public void peerLost(PeerLost peer) {
            lost.add(peer);
          }
        };
    observation =
        new Observation(
            ObserverSettings.read(given, Map.of(), warning -> {}),
            clock,
            telling,
            lines::add,
            false,
            null,
            work -> {});
  }

  /** One of them. */
  final class Member {
    final Wire wire;
    private final boolean server;

    private Member(Handshake handshake, InetSocketAddress peer) {
      server = handshake.isServer();
      handshake.peer(peer);
      wire = observation.handshake(handshake);
      wire.opened();
      members.add(this);
    }

    /** The peer sends a text message. */
    Member hears() {
      wire.inbound(SimulatedConnection.hex(server ? MASKED_TEXT : PLAIN_TEXT));
      wire.consumed(0);
      return this;
    }

    Member says(int bytes) {
      wire.outbound(0x82, !server, bytes);
      wire.outboundPayload(java.nio.ByteBuffer.allocate(bytes), 0, bytes);
      return this;
    }

    void pings() {
      wire.outbound(0x89, !server, 1);
      wire.outboundPayload(SimulatedConnection.hex("31"), 0, 1);
    }

    /** The peer answers the ping. */
    void pongs() {
      wire.inbound(SimulatedConnection.hex(server ? "8a 81 00000000 31" : "8a 01 31"));
      wire.consumed(0);
    }

    void eof() {
      wire.eof();
      wire.closed();
    }

    void reset() {
      wire.readFailed(new SocketException("Connection reset"));
      wire.closed();
    }

    void writeFails() {
      wire.writeFailed(new IOException("Broken pipe"));
      wire.closed();
    }

    void abort() {
      wire.localClose();
      wire.closed();
    }

    /** The peer says 1000, and this side answers it. */
    void agrees() {
      wire.inbound(SimulatedConnection.hex(server ? "88 82 00000000 03e8" : "88 02 03e8"));
      wire.consumed(0);
      wire.outbound(0x88, !server, 2);
      wire.outboundPayload(SimulatedConnection.hex("03e8"), 0, 2);
      wire.localClose();
      wire.closed();
    }
  }

  static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  Member server(String address, String path) {
    return new Member(Handshake.asServer("netty").target(path), at(address, port++));
  }

  Member server(String address) {
    return server(address, "/chat");
  }

  Member server(InetSocketAddress peer) {
    return new Member(Handshake.asServer("tomcat").target("/chat"), peer);
  }

  Member client(String address) {
    return new Member(
        Handshake.asClient("netty").target("ws://example.org/feed"), at(address, port++));
  }

  /** Servers' ends of connections through the proxy, a while after they opened. */
  List<Member> through(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(server(PROXY));
      pass(0.01);
    }
    pass(3);
    return members;
  }

  /** In steps, as a thread would look that tells what is due. */
  Crowd pass(double seconds) {
    for (long millis = Math.round(seconds * 1000); millis > 0; millis -= STEP) {
      clock.pass(Math.min(STEP, millis) / 1000.0);
      observation.tellDue();
    }
    return this;
  }

  List<EndedConnection> ended() {
    assertThat(observation.suppressedFailures().count()).isZero();
    return events.ended;
  }

  String causes() {
    java.util.TreeMap<String, Integer> causes = new java.util.TreeMap<>();
    for (EndedConnection each : ended()) {
      causes.merge(String.valueOf(each.diagnosis().cause()), 1, Integer::sum);
    }
    return causes.toString();
  }
}
