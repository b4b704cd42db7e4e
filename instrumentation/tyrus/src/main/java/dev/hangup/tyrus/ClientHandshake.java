// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.tyrus.common.Asking;
import dev.hangup.tyrus.common.Attempt;
import dev.hangup.tyrus.common.Line;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import net.bytebuddy.asm.Advice;
import org.glassfish.tyrus.client.TyrusClientEngine;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * A client's way to a connection: one engine for each, over redirects and answers to a challenge.
 */
final class ClientHandshake {

  private static final StateField ENGINE = StateField.of(TyrusClientEngine.class);
  private static final StateField WRITER = StateField.of(Writer.class);
  private static final int SWITCHING_PROTOCOLS = 101;

  private ClientHandshake() {}

  static @Nullable Attempt attempt(ClientEngine engine) {
    return engine instanceof TyrusClientEngine ? (Attempt) ENGINE.get(engine) : null;
  }

  private static @Nullable Wire wire(ClientEngine engine) {
    Attempt attempt = attempt(engine);
    return attempt == null ? null : attempt.wire();
  }

  /** In the library's place: connects on another thread where the application does not wait. */
  static Future<?> submit(ExecutorService executor, Runnable task) {
    return executor.submit(asking(task));
  }

  private static Runnable asking(Runnable task) {
    try {
      Object trace = WireTap.currentTrace();
      return trace == null ? task : new Asking(trace, task);
    } catch (Throwable ours) {
      WireTap.suppressed("tyrus", ours);
      return task;
    }
  }

  /** All that follows until there is a connection is done in here, on this thread. */
  @OnEnter
  static void connects(@Advice.Argument(2) ClientEngine engine) {
    if (!WireTap.active() || !(engine instanceof TyrusClientEngine)) {
      return;
    }
    Wire wire =
        WireTap.handshake(
            Handshake.asClient("tyrus").stackVersion(Sessions.VERSION).context(Asking.trace()));
    if (wire != null) {
      ENGINE.set(engine, new Attempt(wire));
    }
  }

  @OnExit
  static void connectsDone(
      @Advice.Argument(2) ClientEngine engine, @Advice.Thrown @Nullable Throwable thrown) {
    Attempt attempt = attempt(engine);
    if (attempt == null) {
      return;
    }
    if (thrown != null) {
      attempt.wire().refused(0, thrown);
    }
    attempt.connected();
  }

  /** A request is made: the first one, or what follows a redirect or a challenge. */
  @OnReturn
  static void asks(
      @Advice.This TyrusClientEngine engine, @Advice.Return @Nullable UpgradeRequest request) {
    Wire wire = wire(engine);
    if (wire != null && request != null) {
      wire.handshake()
          .target(request.getRequestURI().toString())
          .scheme(request.isSecure() ? "wss" : "ws")
          .headers(request::getHeader);
    }
  }

  @OnEnter
  static @Nullable Object answered(
      @Advice.This TyrusClientEngine engine, @Advice.Argument(0) @Nullable UpgradeResponse answer) {
    Wire wire = wire(engine);
    if (wire == null || answer == null) {
      return null;
    }
    wire.handshake().answered(name -> Sessions.header(answer, name));
    if (answer.getStatus() == SWITCHING_PROTOCOLS) {
      wire.handshake()
          .subprotocol(Sessions.header(answer, "Sec-WebSocket-Protocol"))
          .extensions(Sessions.header(answer, "Sec-WebSocket-Extensions"));
    }
    return UpgradeUnderWay.answered(wire);
  }

  @OnExit
  static void answeredDone(
      @Advice.This TyrusClientEngine engine,
      @Advice.Enter @Nullable Object upgrade,
      @Advice.Argument(0) @Nullable UpgradeResponse answer,
      @Advice.Argument(1) Writer writer,
      @Advice.Return ClientEngine.@Nullable ClientUpgradeInfo outcome,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (upgrade == null) {
      return;
    }
    ((UpgradeUnderWay) upgrade).end();
    Wire wire = wire(engine);
    if (wire == null || answer == null) {
      return;
    }
    if (thrown != null) {
      wire.refused(answer.getStatus(), thrown);
    } else if (outcome != null) {
      switch (outcome.getUpgradeStatus()) {
        case SUCCESS -> {}
        case UPGRADE_REQUEST_FAILED -> wire.refused(answer.getStatus(), null);
        case ANOTHER_UPGRADE_REQUEST_REQUIRED -> {
          if (WRITER.get(writer) instanceof Line line) {
            line.leaves();
          }
        }
      }
    }
  }

  /** The answer is 101, and is looked at. */
  @OnExit
  static void agreed(
      @Advice.This TyrusClientEngine engine, @Advice.Thrown @Nullable Throwable thrown) {
    Wire wire = thrown == null ? null : wire(engine);
    if (wire != null) {
      wire.refused(SWITCHING_PROTOCOLS, thrown);
    }
  }

  /** The container cannot go on. */
  @OnEnter
  static void failed(@Advice.This TyrusClientEngine engine, @Advice.Argument(0) Throwable thrown) {
    Wire wire = wire(engine);
    if (wire != null) {
      wire.refused(0, thrown);
    }
  }

  /** Asked for where nothing has come in time, and nowhere else. */
  @OnEnter
  static void timedOut(@Advice.This TyrusClientEngine engine) {
    Wire wire = wire(engine);
    if (wire != null) {
      wire.refused(0, new TimeoutException());
    }
  }
}
