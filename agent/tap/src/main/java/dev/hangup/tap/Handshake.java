// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a stack knows of the upgrade. Filled by its advice until {@link Wire#opened()}; strings and
 * JDK types only, since it lives as long as the connection and must hold nothing of the
 * application's class loader. Most of it a peer wrote: each value is cleaned and bounded as it is
 * taken in, and what is not reported is not kept.
 */
public final class Handshake {

  private static final byte SERVER = 1;
  private static final byte HTTP2 = 2;
  private static final byte HANDLED = 4;
  private static final byte EVENT_LOOP = 8;

  private static final String KEY = "sec-websocket-key";
  private static final String SUBPROTOCOLS = "sec-websocket-protocol";

  private static final List<String> WANTED = wanted();

  /** A name and its port. */
  private static final int LONGEST_AUTHORITY = PeerText.HOST + ":65535".length();

  /** With all that may stand around a path: a scheme, a name, a query. */
  private static final int LONGEST_TARGET = 4096;

  /** The longest address has 45 characters; a name that stands for one may be longer. */
  private static final int LONGEST_ADDRESS = 64;

  /** Of an extension that is there and was not kept. No token of the registry looks like it. */
  private static final String MORE = "...";

  private final String stack;

  /** Flags and a port in three bytes: with one more, each connection takes eight. */
  private byte traits;

  private char localPort;
  private @Nullable String stackVersion;
  private @Nullable String target;
  private @Nullable String route;
  private @Nullable String scheme;
  private @Nullable String host;
  private @Nullable String subprotocol;
  private @Nullable String offered;
  private @Nullable String extensions;
  private @Nullable String framework;
  private @Nullable String userAgent;
  private @Nullable String clientAddress;
  private @Nullable SocketAddress peer;
  private byte[] propagation = Propagation.NONE;
  private @Nullable UpgradeHeaders asked = new UpgradeHeaders();
  private @Nullable Object context;

  // Together the connection's id; both 0 where there is none.
  private long idHigh;
  private long idLow;

  private Handshake(String stack, boolean server) {
    this.stack = stack;
    this.traits = server ? SERVER : 0;
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

  /**
   * Takes one of the {@link #wantedHeaders()}. Null, or nothing, says that the request does not
   * have it; of one that is not passed at all nothing is known.
   */
  public Handshake header(String name, @Nullable String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (asked != null) {
      asked.requested(lower, value);
      if (lower.equals(KEY)) {
        asked.key(value);
      }
    }
    if (value == null || value.isEmpty() || UpgradeHeaders.wants(lower)) {
      return this;
    }
    switch (lower) {
      case "host" -> host(value);
      case "user-agent" -> userAgent = shared(value, PeerText.USER_AGENT);
      case "forwarded", "x-forwarded-for" -> clientAddress(lower, value);
      case KEY -> key(value);
      case SUBPROTOCOLS -> offered = shared(value, PeerText.SUBPROTOCOL);
      default -> propagation = Propagation.with(propagation, lower, value);
    }
    return this;
  }

  /** Takes all {@link #wantedHeaders()} from what gives null, or nothing, for an absent one. */
  public Handshake headers(Headers request) {
    for (String name : WANTED) {
      header(name, request.value(name));
    }
    return this;
  }

  /** The headers of a request. */
  @FunctionalInterface
  public interface Headers {
    @Nullable String value(String name);
  }

  /** Takes of the answer to a client's request what may say why it was refused. */
  public Handshake answered(Headers answer) {
    if (asked != null) {
      for (String name : UpgradeHeaders.ANSWER) {
        asked.answered(name, answer.value(name));
      }
    }
    return this;
  }

  /**
   * The server has sent the client elsewhere, and it goes there. What else is said from now on, the
   * headers of the request too, is of the new place.
   */
  public Handshake redirectedTo(@Nullable String elsewhere) {
    if (asked != null) {
      asked.answered("location", elsewhere);
    }
    host = null;
    return target(elsewhere);
  }

  /** The first line of the request: {@code GET}, and {@code HTTP/1.1} in full. */
  public Handshake requestLine(@Nullable String method, @Nullable String protocol) {
    if (asked != null) {
      asked.requestLine(method, protocol);
    }
    return this;
  }

  /** What was said on both sides while the upgrade is not agreed to; null once it is. */
  public @Nullable UpgradeHeaders upgradeHeaders() {
    return asked;
  }

  /**
   * Whether Sec-WebSocket-Accept of the answer fits the key; null where one of the two was not
   * shown.
   */
  public @Nullable Boolean isAccepted() {
    if (asked == null || (idHigh == 0 && idLow == 0)) {
      return null;
    }
    return asked.isAccepted(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(idHigh).putLong(idLow).array());
  }

  /** The upgrade is agreed to: why it might have failed is of no use any more. */
  public void agreed() {
    asked = null;
  }

  private void clientAddress(String header, String value) {
    String client = ForwardedHeader.client(header, value, clientAddress);
    // A part of an address is another one.
    clientAddress =
        client == null || client.length() > LONGEST_ADDRESS
            ? clientAddress
            : PeerText.orNull(client, LONGEST_ADDRESS);
  }

  private void key(String key) {
    ByteBuffer id = ConnectionId.of(key);
    idHigh = id == null ? 0 : id.getLong(0);
    idLow = id == null ? 0 : id.getLong(Long.BYTES);
  }

  /** As the library's own manifest says. */
  public Handshake stackVersion(@Nullable String version) {
    this.stackVersion = version;
    return this;
  }

  /**
   * The stack tells when what was read has been handled, see {@link Wire#handled}.
   *
   * @param onEventLoop by a thread that many connections share, and that waits for none
   */
  public Handshake handled(boolean onEventLoop) {
    traits |= onEventLoop ? HANDLED | EVENT_LOOP : HANDLED;
    return this;
  }

  private boolean has(byte trait) {
    return (traits & trait) != 0;
  }

  public boolean tellsWhenHandled() {
    return has(HANDLED);
  }

  public boolean isOnEventLoop() {
    return has(EVENT_LOOP);
  }

  /** Of this side, where it is known without asking the system. */
  public Handshake localPort(@Nullable SocketAddress local) {
    this.localPort = (char) (local instanceof InetSocketAddress address ? address.getPort() : 0);
    return this;
  }

  /** 0 where it is not known. */
  public int localPort() {
    return localPort;
  }

  /** On a stream of HTTP/2, RFC 8441; else HTTP/1.1, as RFC 6455 asks. */
  public Handshake overHttp2() {
    traits |= HTTP2;
    return this;
  }

  /** The request target, or a whole {@code ws:} URI; a query string may be part of it. */
  public Handshake target(@Nullable String target) {
    boolean queries = target != null && target.indexOf('?') >= 0;
    // A query may be a secret, which must not stay longer than its connection.
    this.target =
        queries ? PeerText.orNull(target, LONGEST_TARGET) : shared(target, LONGEST_TARGET);
    return this;
  }

  /**
   * The endpoint's template, where the stack knows one: made by the application, so that there are
   * only so many.
   */
  public Handshake route(@Nullable String route) {
    this.route = PeerText.orNull(route, PeerText.PATH);
    return this;
  }

  /** {@code ws} or {@code wss}. */
  public Handshake scheme(@Nullable String scheme) {
    this.scheme = scheme;
    return this;
  }

  /** The server's {@code host:port}, where it is not in a Host header. */
  public Handshake host(@Nullable String host) {
    this.host = shared(host, LONGEST_AUTHORITY);
    return this;
  }

  public Handshake subprotocol(@Nullable String subprotocol) {
    this.subprotocol = shared(subprotocol, PeerText.SUBPROTOCOL);
    offered = this.subprotocol == null ? offered : null;
    return this;
  }

  /** What the client offered, where {@link #subprotocol()} is none of it. */
  public @Nullable String refusedSubprotocols() {
    return subprotocol == null ? offered : null;
  }

  /** The value of the response's {@code Sec-WebSocket-Extensions}. */
  public Handshake extensions(@Nullable String extensions) {
    this.extensions = shared(bounded(extensions), PeerText.EXTENSIONS);
    return this;
  }

  /** What sits on the stack, as {@code websocket.framework} names it; null where unknown. */
  public Handshake framework(@Nullable String framework) {
    this.framework = framework;
    return this;
  }

  /** As {@link #connectionId()}, where it is known without the key; all else counts as none. */
  public Handshake connectionId(@Nullable String digits) {
    if (digits != null && digits.matches("\\p{XDigit}{32}")) {
      idHigh = Long.parseUnsignedLong(digits.substring(0, 16), 16);
      idLow = Long.parseUnsignedLong(digits.substring(16), 16);
    } else {
      idHigh = 0;
      idLow = 0;
    }
    return this;
  }

  /** The other end of the transport. */
  public Handshake peer(@Nullable SocketAddress peer) {
    this.peer = peer;
    return this;
  }

  /**
   * The trace the handshake belongs to, opaque here: set by the sink, or before by a stack that was
   * asked to connect on another thread, see {@link WireTap#currentTrace}.
   */
  public Handshake context(@Nullable Object context) {
    this.context = context;
    return this;
  }

  public String stack() {
    return stack;
  }

  public boolean isServer() {
    return has(SERVER);
  }

  public @Nullable String stackVersion() {
    return stackVersion;
  }

  /** Of HTTP, as {@code network.protocol.version} names it. */
  public String httpVersion() {
    return has(HTTP2) ? "2" : "1.1";
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

  /**
   * The same at both ends of the connection and in no other, as 32 hexadecimal digits; null where
   * the request had no key, as over HTTP/2.
   */
  public @Nullable String connectionId() {
    return idHigh == 0 && idLow == 0 ? null : ConnectionId.hex(idHigh, idLow);
  }

  /** A trace propagation header of the upgrade request, null where it was absent. */
  public @Nullable String propagated(String name) {
    return Propagation.value(propagation, name);
  }

  /** The names of the propagation headers that were there. */
  public List<String> propagatedNames() {
    return Propagation.names(propagation);
  }

  private static @Nullable String shared(@Nullable String value, int most) {
    String clean = PeerText.orNull(value, most);
    return clean == null ? null : SharedStrings.of(clean);
  }

  /**
   * What does not fit is left out by whole extensions, and that there was more stays known: the
   * framing depends on it.
   */
  private static @Nullable String bounded(@Nullable String extensions) {
    if (extensions == null || extensions.length() <= PeerText.EXTENSIONS) {
      return extensions;
    }
    int comma = extensions.lastIndexOf(',', PeerText.EXTENSIONS - MORE.length() - 1);
    return comma < 0 ? MORE : extensions.substring(0, comma + 1) + MORE;
  }

  private static List<String> wanted() {
    List<String> names =
        new ArrayList<>(
            List.of("host", "user-agent", "forwarded", "x-forwarded-for", KEY, SUBPROTOCOLS));
    names.addAll(UpgradeHeaders.REQUEST);
    names.addAll(UpgradeHeaders.CREDENTIALS);
    names.addAll(Propagation.names());
    return List.copyOf(names);
  }
}
