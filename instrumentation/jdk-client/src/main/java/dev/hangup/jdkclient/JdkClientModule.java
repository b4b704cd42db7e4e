// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/**
 * {@code java.net.http.WebSocket}: classes of a module of the JDK, which plain HTTP does not load.
 * The state hangs on the handshake first, then on the channel that its answer becomes and on the
 * transport on that.
 */
public final class JdkClientModule implements StackModule {

  static final String HTTP = "jdk.internal.net.http.";
  static final String HANDSHAKE = HTTP + "websocket.OpeningHandshake";
  static final String TRANSPORT = HTTP + "websocket.TransportImpl";
  static final String CHANNEL = HTTP + "RawChannelTube";

  private static final String SOCKET = HTTP + "SocketTube";
  private static final String READER = CHANNEL + "$ReadSubscriber";
  private static final String TAPS = "dev.hangup.jdkclient.Taps";

  private static final Signatures NAMES =
      Signatures.of(HTTP, "HttpConnection")
          .and(
              HTTP + "websocket.",
              "MessageQueue",
              "MessageStreamConsumer",
              "OpeningHandshake$Result",
              "RawChannel",
              "RawChannel$RawEvent")
          .and("java.net.http.", "HttpResponse")
          .and("java.util.function.", "Supplier");

  @Override
  public String name() {
    return "jdk-client";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(HANDSHAKE, TRANSPORT, CHANNEL);
  }

  /** All HTTP goes through it. */
  @Override
  public List<String> tappedLate() {
    return List.of(SOCKET);
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        tap(HANDSHAKE, "CompletableFuture send()").advice(TAPS + "::send"),
        tap(HANDSHAKE, "Result handleResponse(HttpResponse)").advice(TAPS + "::answer"),
        tap(CHANNEL, "(HttpConnection, Supplier)").advice(TAPS + "::channel"),
        tap(CHANNEL, "ByteBuffer initialByteBuffer()").advice(TAPS + "::glued"),
        tap(TRANSPORT, "(MessageQueue, MessageStreamConsumer, RawChannel)")
            .advice(TAPS + "::transport"),
        tap(READER, "void onNext(List)").advice(TAPS + "::received"),
        tap(READER, "void onError(Throwable)").advice(TAPS + "::failed"),
        tap(READER, "void onComplete()").advice(TAPS + "::ended"),
        tap(TRANSPORT, "void request(long)").advice(TAPS + "::request"),
        tap(CHANNEL, "void registerEvent(RawEvent)").advice(TAPS + "::register"),
        tap(TRANSPORT + "$ReceiveTask", "void run()").advice(TAPS + "::parse"),
        tap(CHANNEL, "long write(ByteBuffer[], int, int)").advice(TAPS + "::write"),
        tap(CHANNEL, "long write(ByteBuffer[], int, int)")
            .call("java.util.concurrent.Flow$Subscriber", "void onNext(Object)")
            .replacedBy(TAPS),
        tap(SOCKET, "long writeAvailable(List)").advice(TAPS + "::written"),
        tap(CHANNEL, "void close()").advice(TAPS + "::close"),
        tap(HTTP + "websocket.WebSocketImpl", "void signalError(Throwable)")
            .advice(TAPS + "::fails"));
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return NAMES.in(className).method(method);
  }
}
