// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a stack knows of the upgrade. Filled by its advice until {@link Wire#opened()}; strings and
 * JDK types only, since it lives as long as the connection and must hold nothing of the
 * application's class loader.
 */
public final class Handshake {

  private static final List<String> PROPAGATION =
      List.of(
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "x-b3-traceid",
          "x-b3-spanid",
          "x-b3-parentspanid",
          "x-b3-sampled",
          "x-b3-flags",
          "uber-trace-id",
          "ot-tracer-traceid",
          "ot-tracer-spanid",
          "ot-tracer-sampled",
          "x-amzn-trace-id");

  private static final List<String> WANTED =
      List.of(
          concat(
              new String[] {"host", "user-agent", "forwarded", "x-forwarded-for"},
              PROPAGATION.toArray(new String[0])));

  private static final String[] NO_PROPAGATION = {};

  private final String stack;
  private final boolean server;
  private @Nullable String stackVersion;
  private @Nullable String target;
  private @Nullable String route;
  private @Nullable String scheme;
  private @Nullable String host;
  private @Nullable String subprotocol;
  private @Nullable String extensions;
  private @Nullable String framework;
  private @Nullable String connectionId;
  private @Nullable String userAgent;
  private @Nullable String clientAddress;
  private @Nullable SocketAddress peer;
  private String[] propagation = NO_PROPAGATION;
  private @Nullable Object context;

  private Handshake(String stack, boolean server) {
    this.stack = stack;
    this.server = server;
  }

  /** This JVM answers the upgrade. */
  public static Handshake asServer(String stack) {
    return new Handshake(stack, true);
  }

  /** This JVM asks for the upgrade. */
  public static Handshake asClient(String stack) {
    return new Handshake(stack, false);
  }

  /** The request headers worth asking the stack for, in lower case. */
  public static List<String> wantedHeaders() {
    return WANTED;
  }

  /** Takes one of the {@link #wantedHeaders()}; absent ones may be passed as null. */
  public Handshake header(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    switch (lower) {
      case "host" -> host = SharedStrings.of(value);
      case "user-agent" -> userAgent = SharedStrings.of(value);
      case "forwarded", "x-forwarded-for" ->
          clientAddress = ForwardedHeader.client(lower, value, clientAddress);
      default -> {
        if (PROPAGATION.contains(lower)) {
          propagation = concat(propagation, new String[] {lower, value});
        }
      }
    }
    return this;
  }

  /** As the library's own manifest says. */
  public Handshake stackVersion(@Nullable String version) {
    this.stackVersion = version;
    return this;
  }

  /** The request target, or a whole {@code ws:} URI; a query string may be part of it. */
  public Handshake target(@Nullable String target) {
    this.target = target;
    return this;
  }

  /** The endpoint's template, where the stack knows one. */
  public Handshake route(@Nullable String route) {
    this.route = route;
    return this;
  }

  /** {@code ws} or {@code wss}. */
  public Handshake scheme(@Nullable String scheme) {
    this.scheme = scheme;
    return this;
  }

  /** The server's {@code host:port}, where it is not in a Host header. */
  public Handshake host(@Nullable String host) {
    this.host = host;
    return this;
  }

  public Handshake subprotocol(@Nullable String subprotocol) {
    this.subprotocol = subprotocol;
    return this;
  }

  /** The value of the response's {@code Sec-WebSocket-Extensions}. */
  public Handshake extensions(@Nullable String extensions) {
    this.extensions = extensions;
    return this;
  }

  /** What sits on the stack, as {@code websocket.framework} names it; null where unknown. */
  public Handshake framework(@Nullable String framework) {
    this.framework = framework;
    return this;
  }

  /** The same at both ends of the connection; null over HTTP/2. */
  public Handshake connectionId(@Nullable String connectionId) {
    this.connectionId = connectionId;
    return this;
  }

  /** The other end of the transport. */
  public Handshake peer(@Nullable SocketAddress peer) {
    this.peer = peer;
    return this;
  }

  /** The trace context current at the handshake, opaque here; set by the sink. */
  public Handshake context(@Nullable Object context) {
    this.context = context;
    return this;
  }

  public String stack() {
    return stack;
  }

  public boolean isServer() {
    return server;
  }

  public @Nullable String stackVersion() {
    return stackVersion;
  }

  public @Nullable String target() {
    return target;
  }

  public @Nullable String route() {
    return route;
  }

  public @Nullable String scheme() {
    return scheme;
  }

  public @Nullable String host() {
    return host;
  }

  public @Nullable String subprotocol() {
    return subprotocol;
  }

  public @Nullable String extensions() {
    return extensions;
  }

  public @Nullable String framework() {
    return framework;
  }

  public @Nullable String connectionId() {
    return connectionId;
  }

  public @Nullable String userAgent() {
    return userAgent;
  }

  /** From {@code Forwarded} or {@code X-Forwarded-For}; null where neither was there. */
  public @Nullable String clientAddress() {
    return clientAddress;
  }

  public @Nullable SocketAddress peer() {
    return peer;
  }

  public @Nullable Object context() {
    return context;
  }

  /** A trace propagation header of the upgrade request, null where it was absent. */
  public @Nullable String propagated(String name) {
    for (int i = 0; i < propagation.length; i += 2) {
      if (propagation[i].equalsIgnoreCase(name)) {
        return propagation[i + 1];
      }
    }
    return null;
  }

  /** The names of the propagation headers that were there. */
  public List<String> propagatedNames() {
    String[] names = new String[propagation.length / 2];
    for (int i = 0; i < names.length; i++) {
      names[i] = propagation[2 * i];
    }
    return List.of(names);
  }

  private static String[] concat(String[] first, String[] second) {
    String[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
