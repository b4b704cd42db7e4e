// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.LibraryVersion;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.Templates;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.tyrus.common.Line;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import org.glassfish.tyrus.core.ProtocolHandler;
import org.glassfish.tyrus.core.TyrusEndpointWrapper;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/** A codec is put on its container's writer, and the session is made. */
final class Sessions {

  static final @Nullable String VERSION =
      LibraryVersion.byMaven(ProtocolHandler.class, "org.glassfish.tyrus/tyrus-core");

  private static final StateField CODEC = StateField.of(ProtocolHandler.class);
  private static final StateField.Reader CODEC_READER = CODEC.reader();
  private static final StateField WRITER = StateField.of(Writer.class);
  private static final StateField.Reader WRITER_READER = WRITER.reader();
  private static final int SWITCHING_PROTOCOLS = 101;

  private Sessions() {}

  static @Nullable Line line(ProtocolHandler codec) {
    return (Line) CODEC_READER.get(codec);
  }

  /** A server has answered. Of another status Tyrus makes a session as well, which opens never. */
  @OnEnter
  static @Nullable Object agrees(
      @Advice.FieldValue("endpointWrapper") TyrusEndpointWrapper endpoint,
      @Advice.FieldValue("upgradeRequest") UpgradeRequest request,
      @Advice.FieldValue("upgradeResponse") UpgradeResponse response) {
    if (!WireTap.active() || response.getStatus() != SWITCHING_PROTOCOLS) {
      return null;
    }
    return UpgradeUnderWay.asked(() -> described(endpoint, request, response));
  }

  private static Handshake described(
      TyrusEndpointWrapper endpoint, UpgradeRequest request, UpgradeResponse response) {
    String path = request.getRequestURI().getRawPath();
    String query = request.getQueryString();
    String target = query == null || query.isEmpty() ? path : path + '?' + query;
    return Handshake.asServer("tyrus")
        .stackVersion(VERSION)
        .target(target)
        .route(Templates.route(target, endpoint.getEndpointPath()))
        .scheme(request.isSecure() ? "wss" : "ws")
        .headers(request::getHeader)
        .subprotocol(header(response, "Sec-WebSocket-Protocol"))
        .extensions(header(response, "Sec-WebSocket-Extensions"));
  }

  /** All values of it, whatever the case of its name is. */
  static @Nullable String header(UpgradeResponse response, String name) {
    for (Map.Entry<String, List<String>> each : response.getHeaders().entrySet()) {
      if (name.equalsIgnoreCase(each.getKey())) {
        return String.join(", ", each.getValue());
      }
    }
    return null;
  }

  @OnExit
  static void agreesDone(@Advice.Enter @Nullable Object begun) {
    if (begun != null) {
      ((UpgradeUnderWay) begun).end();
    }
  }

  /** Of a container that is not known nothing is followed. */
  @OnEnter
  static void writes(@Advice.This ProtocolHandler codec, @Advice.Argument(0) Writer writer) {
    UpgradeUnderWay upgrade = UpgradeUnderWay.current();
    if (upgrade == null || !(WRITER_READER.get(writer) instanceof Line line)) {
      return;
    }
    Wire wire = upgrade.agreed();
    if (wire != null) {
      line.begins(wire);
      CODEC.set(codec, line);
    }
  }

  @OnEnter
  static void opens(@Advice.FieldValue("protocolHandler") ProtocolHandler codec) {
    Line line = line(codec);
    if (line != null) {
      line.opens();
    }
  }
}
