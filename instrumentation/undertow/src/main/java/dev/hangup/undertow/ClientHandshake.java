// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.undertow.common.Attempt;
import dev.hangup.undertow.common.Followed;
import io.undertow.websockets.client.WebSocket13ClientHandshake;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;
import org.xnio.FutureResult;
import org.xnio.IoFuture;
import org.xnio.http.ExtendedHandshakeChecker;
import org.xnio.http.RedirectException;
import org.xnio.http.UpgradeFailedException;

/** A client, from where the application asks to connect to the channel, or to a failure. */
final class ClientHandshake {

  private static final int SWITCHING_PROTOCOLS = 101;

  /** How XNIO tells of an answer that is neither a 101 nor a redirect. */
  private static final String ANSWERED = "Invalid response code ";

  /** What the application waits for: one object over all redirects. */
  private static final StateField FUTURE = StateField.of(FutureResult.class);

  private static final StateField REQUEST = StateField.of(WebSocket13ClientHandshake.class);
  private static final StateField CHECKER = StateField.of(ExtendedHandshakeChecker.class);
  private static final IoFuture.Notifier<Object, Attempt> OUTCOME = ClientHandshake::outcome;

  private ClientHandshake() {}

  /** On the application's thread, and again on one of the library's for every redirect. */
  @OnEnter
  static @Nullable Object asks(
      @Advice.Argument(0) URI uri, @Advice.Argument(1) FutureResult<?> future) {
    Attempt attempt = (Attempt) FUTURE.get(future);
    if (attempt == null) {
      attempt = begun(uri);
      FUTURE.set(future, attempt);
    }
    if (attempt != null) {
      attempt.begin();
    }
    return attempt;
  }

  private static @Nullable Attempt begun(URI uri) {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire =
        WireTap.handshake(
            Handshake.asClient("undertow")
                .stackVersion(State.VERSION)
                .target(uri.toString())
                .scheme(scheme(uri)));
    return wire == null ? null : new Attempt(wire);
  }

  private static String scheme(URI uri) {
    return "wss".equals(uri.getScheme()) || "https".equals(uri.getScheme()) ? "wss" : "ws";
  }

  @OnExit
  static void asksDone(
      @Advice.Enter @Nullable Object begun,
      @Advice.Argument(2) int redirects,
      @Advice.Return @Nullable IoFuture<?> future,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Attempt.end();
    Attempt attempt = (Attempt) begun;
    if (thrown != null) {
      attempt.wire().refused(Attempt.redirect(), thrown);
    } else if (redirects == 0 && future != null) {
      future.addNotifier(OUTCOME, attempt);
    }
  }

  /** There is an answer: a redirect is followed in here. */
  @OnEnter
  static @Nullable Object answers(@Advice.Argument(0) IoFuture<?> answer) {
    if (answer.getStatus() == IoFuture.Status.FAILED
        && answer.getException() instanceof RedirectException redirect) {
      Attempt.follows(redirect.getStatusCode());
      return redirect;
    }
    return null;
  }

  @OnExit
  static void answersDone(@Advice.Enter @Nullable Object redirect) {
    if (redirect != null) {
      Attempt.followed();
    }
  }

  /** The request is made. */
  @OnReturn
  static void request(@Advice.This WebSocket13ClientHandshake handshake) {
    REQUEST.set(handshake, Attempt.current());
  }

  /** It is complete: the application, too, has had its say. */
  @OnReturn
  static void asked(
      @Advice.This WebSocket13ClientHandshake handshake,
      @Advice.Argument(0) URI uri,
      @Advice.Argument(1) Map<String, List<String>> headers,
      @Advice.Return ExtendedHandshakeChecker checker) {
    Attempt attempt = (Attempt) REQUEST.get(handshake);
    if (attempt == null) {
      return;
    }
    CHECKER.set(checker, attempt);
    attempt.wire().handshake().target(uri.toString()).scheme(scheme(uri));
    headers.forEach(
        (name, values) -> {
          if (Handshake.wantedHeaders().contains(name.toLowerCase(Locale.ROOT))) {
            attempt.wire().handshake().header(name, values.isEmpty() ? null : values.get(0));
          }
        });
  }

  /** There is an answer, and it is 101. */
  @OnEnter
  static void answered(
      @Advice.This ExtendedHandshakeChecker checker,
      @Advice.Argument(0) Map<String, List<String>> headers) {
    Attempt attempt = (Attempt) CHECKER.get(checker);
    if (attempt != null) {
      attempt.switched();
      List<String> extensions = headers.get("sec-websocket-extensions");
      attempt
          .wire()
          .handshake()
          .extensions(extensions == null ? null : String.join(",", extensions));
    }
  }

  /** Nothing was read or written yet, and the application has not heard of it. */
  @OnReturn
  static void opened(
      @Advice.This WebSocket13ClientHandshake handshake, @Advice.Return WebSocketChannel channel) {
    Attempt attempt = (Attempt) REQUEST.get(handshake);
    Followed followed = State.of(channel);
    if (attempt != null && followed != null) {
      attempt
          .wire()
          .handshake()
          .peer(channel.getSourceAddress())
          .subprotocol(channel.getSubProtocol());
      followed.follow(attempt.wire());
    }
  }

  private static void outcome(IoFuture<?> future, Attempt attempt) {
    try {
      if (future.getStatus() == IoFuture.Status.FAILED) {
        IOException failure = future.getException();
        attempt.wire().refused(status(attempt, failure), failure);
      } else if (future.getStatus() == IoFuture.Status.CANCELLED) {
        attempt.wire().refused(0, null);
      }
    } catch (Throwable ours) {
      WireTap.suppressed("undertow", ours);
    }
  }

  private static int status(Attempt attempt, IOException failure) {
    if (failure instanceof RedirectException redirect) {
      return redirect.getStatusCode();
    }
    if (failure instanceof UpgradeFailedException) {
      String message = String.valueOf(failure.getMessage());
      return message.matches(ANSWERED + "\\d{3}")
          ? Integer.parseInt(message.substring(ANSWERED.length()))
          : 0;
    }
    return attempt.isSwitched() ? SWITCHING_PROTOCOLS : 0;
  }
}
