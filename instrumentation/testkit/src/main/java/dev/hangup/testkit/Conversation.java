// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One connection between an application on a stack and a scripted peer, from before the handshake
 * on, and what must be told of it.
 */
public final class Conversation implements Closeable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final List<String> SENTENCES =
      List.of("websocket.close.rule", "websocket.close.evidence", "websocket.close.remediation");

  private final StackUnderTest application;
  private final boolean client;
  private final Options options;
  private final Opening opening;
  private final Map<String, Object> known = new TreeMap<>();
  private @Nullable ScriptedPeer peer;
  private Map<String, String> request = Map.of();
  private Map<String, String> response = Map.of();

  /** Waits until a connection is open. */
  public interface Opening {
    void await() throws InterruptedException;
  }

  /**
   * Starts the application.
   *
   * @param client the application is the client, the peer the server
   * @param opening of the application's side
   */
  public Conversation(
      StackUnderTest application, boolean client, Options options, Opening opening) {
    this.application = application;
    this.client = client;
    this.options = options;
    this.opening = opening;
  }

  /** Connects the transport; a client's request is read. */
  public ScriptedPeer meet() throws Exception {
    return meet(true);
  }

  /** Connects the transport; no byte has been read or written on the peer's side. */
  public ScriptedPeer meetOnly() throws Exception {
    return meet(false);
  }

  private ScriptedPeer meet(boolean reads) throws Exception {
    if (client) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(PATIENCE_MILLIS);
        application.connect(server.getLocalPort(), options);
        peer = ScriptedPeer.accepted(server.accept(), options.tls());
        if (reads) {
          request = peer.readHead();
        }
        know("server.port", (long) server.getLocalPort());
        know("network.peer.port", (long) server.getLocalPort());
      }
    } else {
      int port = application.serve(options);
      peer = ScriptedPeer.dial(port, options.tls());
      know("server.port", (long) port);
      know("network.peer.port", (long) peer.localPort());
      know("client.address", "127.0.0.1");
      know("user_agent.original", "scripted-peer");
    }
    know("websocket.role", client ? "client" : "server");
    know("network.peer.address", "127.0.0.1");
    know("network.protocol.name", "http");
    know("network.protocol.version", "1.1");
    know("server.address", "127.0.0.1");
    know("url.scheme", options.tls() ? "wss" : "ws");
    know("url.path", options.path());
    return peer;
  }

  /**
   * Connects and shakes hands. The application's side is open after that: what comes right behind a
   * server's answer may be read with it, in ways of its own, and is a story of its own.
   *
   * @param headers lines to add to the peer's half of the handshake
   */
  public ScriptedPeer open(String... headers) throws Exception {
    ScriptedPeer met = meet();
    if (client) {
      met.sendBytes(met.upgradeResponse(request, headers));
      opening.await();
    } else {
      met.askUpgrade(options.path(), headers);
      readUpgradeResponse();
    }
    return met;
  }

  public void readUpgradeResponse() throws IOException {
    response = peer().readHead();
    assertThat(response.get("")).startsWith("HTTP/1.1 101");
  }

  /** The application's half of the handshake. */
  public Map<String, String> itsHead() {
    return client ? request : response;
  }

  public boolean isClient() {
    return client;
  }

  public ScriptedPeer peer() {
    if (peer == null) {
      throw new IllegalStateException("no connection yet");
    }
    return peer;
  }

  /** An attribute that must come out beside the usual ones, or in place of one; null for none. */
  public void know(String attribute, @Nullable Object value) {
    if (value == null) {
      known.remove(attribute);
    } else {
      known.put(attribute, value);
    }
  }

  /** What must be told, all of it and nothing else, for an ending as {@link Expected} reads it. */
  public void check(ExportedSpan told, String line) {
    check(told, Expected.line(line, client));
  }

  /** The same. */
  public void check(ExportedSpan told, Expected expected) {
    Map<String, Object> wanted = new TreeMap<>();
    peer().sent().putInto(wanted, "received");
    peer().received().putInto(wanted, "sent");
    wanted.put("websocket.pings.sent", 0L);
    wanted.put("websocket.pings.unanswered", 0L);
    wanted.put("websocket.connection.id", peer().connectionId());
    wanted.putAll(expected.attributes());
    boolean ours = "local".equals(wanted.get("websocket.close.initiator"));
    String reason = (ours ? peer().received() : peer().sent()).closeReason();
    if (!reason.isEmpty()) {
      wanted.put("websocket.close.reason", reason);
    }
    wanted.putAll(known);

    assertThat(told.attribute("websocket.close.evidence")).asString().contains(expected.thrown());
    Map<String, Object> found = new TreeMap<>(told.attributes());
    for (String sentence : SENTENCES) {
      assertThat(found.remove(sentence)).as(sentence).asString().isNotBlank();
    }
    assertThat((Double) found.remove("websocket.idle_before_close")).isNotNegative();
    // What the kernel says of this moment, where there is Linux: as busy as the machine is.
    for (String word : List.of("websocket.tcp.unacked", "websocket.tcp.retransmits")) {
      Object said = found.remove(word);
      assertThat(said == null || (Long) said >= 0).as("%s is %s", word, said).isTrue();
    }
    for (String rtt : List.of("websocket.ping.rtt.last", "websocket.ping.rtt.max")) {
      if (Boolean.TRUE.equals(wanted.remove(rtt))) {
        assertThat((Double) found.remove(rtt)).as(rtt).isPositive();
      }
    }
    assertThat(differences(wanted, found))
        .as("told: %s", told.attributes().get("websocket.close.evidence"))
        .isEmpty();
    assertThat(told.violations()).isEqualTo(expected.violations());
    assertThat(told.error()).isEqualTo(expected.error());
    assertThat(told.kind()).isEqualTo(client ? "CLIENT" : "SERVER");
    Object route = wanted.get("http.route");
    assertThat(told.name()).isEqualTo(route == null ? "WS" : "WS " + route);
    if (!told.error()) {
      assertThat(told.frames()).as("frame headers of an end that is not abnormal").isZero();
    }
  }

  private static List<String> differences(Map<String, Object> wanted, Map<String, Object> found) {
    Set<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(found.keySet());
    names.removeIf(name -> Objects.equals(wanted.get(name), found.get(name)));
    return names.stream()
        .map(name -> name + " is " + found.get(name) + ", not " + wanted.get(name))
        .toList();
  }

  /** Ends what was started of the application, in whatever way the library does that. */
  public void stopApplication() throws IOException {
    application.close();
  }

  @Override
  public void close() throws IOException {
    if (peer != null) {
      peer.close();
    }
    application.close();
  }
}
