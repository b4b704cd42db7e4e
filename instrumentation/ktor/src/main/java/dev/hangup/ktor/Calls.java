// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.Causes;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.Nullable;

/**
 * A client's calls while they are no session yet. Mentions no class of the client: a server need
 * not have them.
 */
final class Calls {

  private static final StateField CALL = StateField.of(Job.class);

  /** What the bytes come through. */
  private static final StateField LINE = StateField.of(ByteReadChannel.class);

  /**
   * The headers of the answer that this thread takes apart. The client makes a map of them, then
   * the session or a body, then the answer's object, and lets go of the thread nowhere between.
   */
  private static final ThreadLocal<@Nullable Map<String, List<String>>> ANSWER =
      new ThreadLocal<>();

  /** Not answered yet. */
  private record Call(Wire wire, boolean tls) {}

  private record Line(SocketAddress peer, SocketAddress local) {

    @Nullable String socket() {
      return local instanceof InetSocketAddress here ? Sockets.between(peer, here.getPort()) : null;
    }
  }

  private Calls() {}

  /** The call is made; its job ends with it, whatever becomes of it. */
  static void begin(CoroutineContext context, Wire wire, boolean tls) {
    Job job = context.get(Job.Key);
    if (job != null) {
      Call call = new Call(wire, tls);
      CALL.set(job, call);
      job.invokeOnCompletion(cause -> ends(job, call, cause));
    }
  }

  private static Unit ends(Job job, Call call, @Nullable Throwable cause) {
    try {
      if (CALL.get(job) == call) {
        CALL.set(job, null);
        call.wire().refused(0, cause == null ? null : within(cause));
      }
    } catch (Throwable ours) {
      WireTap.suppressed("ktor", ours);
    }
    return Unit.INSTANCE;
  }

  private static Throwable within(Throwable cause) {
    return Causes.within(cause, each -> each instanceof CancellationException);
  }

  static void connected(ByteReadChannel input, SocketAddress peer, SocketAddress local) {
    LINE.set(input, new Line(peer, local));
  }

  static void goesOnIn(ByteReadChannel from, ByteReadChannel channel) {
    LINE.set(channel, LINE.get(from));
  }

  static void answer(@Nullable Map<String, List<String>> headers) {
    ANSWER.set(headers);
  }

  /** The wire of a call, which is answered now. */
  static @Nullable Wire taken(CoroutineContext context) {
    Call call = call(context);
    return call == null ? null : call.wire();
  }

  private static @Nullable Call call(CoroutineContext context) {
    Job job = context.get(Job.Key);
    if (job != null && CALL.get(job) instanceof Call call) {
      CALL.set(job, null);
      return call;
    }
    return null;
  }

  /** Of the call that a session is being made for; its answer was 101. */
  static @Nullable Followed agreed(
      CoroutineContext context, ByteReadChannel input, ByteWriteChannel output) {
    Call call = call(context);
    if (call == null) {
      return null;
    }
    Map<String, List<String>> headers = ANSWER.get();
    if (headers != null) {
      call.wire()
          .handshake()
          .answered(name -> value(headers, name))
          .subprotocol(value(headers, "Sec-WebSocket-Protocol"))
          .extensions(value(headers, "Sec-WebSocket-Extensions"));
    }
    String socket = null;
    if (LINE.get(input) instanceof Line line) {
      call.wire().handshake().peer(line.peer());
      socket = line.socket();
    }
    return new Followed(call.wire(), input, output, call.tls(), socket);
  }

  private static @Nullable String value(Map<String, List<String>> headers, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, List<String>> each : headers.entrySet()) {
      if (each.getKey().toLowerCase(Locale.ROOT).equals(lower)) {
        return String.join(",", each.getValue());
      }
    }
    return null;
  }
}
