// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import io.ktor.websocket.FrameParser;
import io.ktor.websocket.RawWebSocketJvm;
import io.ktor.websocket.Serializer;
import io.ktor.websocket.WebSocketReader;
import io.ktor.websocket.WebSocketSession;
import java.lang.invoke.MethodHandle;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.SendChannel;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A session from its making to its end. */
final class Sessions {

  static final @Nullable String VERSION =
      WebSocketReader.class.getPackage().getImplementationVersion();

  /** A session is made in one call, on one thread: what it is made of finds here whose it is. */
  private static final ThreadLocal<@Nullable Followed> MAKING = new ThreadLocal<>();

  /** What waits to be written. */
  private static final StateField QUEUE = StateField.of(SendChannel.class);

  private static final MethodHandle PARSER = parser();

  private Sessions() {}

  private static MethodHandle parser() {
    try {
      return StateField.lookup(WebSocketReader.class)
          .findGetter(WebSocketReader.class, "frameParser", FrameParser.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static FrameParser parser(WebSocketReader reader) {
    try {
      return (FrameParser) PARSER.invokeExact(reader);
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a getter throws nothing
    }
  }

  static @Nullable Followed beingMade() {
    return MAKING.get();
  }

  /** Everything that was agreed on is known, and nothing was read. */
  @OnEnter
  static @Nullable Object made(
      @Advice.Argument(0) ByteReadChannel input,
      @Advice.Argument(1) ByteWriteChannel output,
      @Advice.Argument(4) CoroutineContext context) {
    Followed followed =
        UpgradeUnderWay.current() instanceof Upgrade upgrade && !upgrade.isAgreed()
            ? followed(upgrade, input, output)
            : Calls.agreed(context, input, output);
    if (followed == null) {
      return null;
    }
    MAKING.set(followed);
    followed.opened();
    return followed;
  }

  private static @Nullable Followed followed(
      Upgrade upgrade, ByteReadChannel input, ByteWriteChannel output) {
    Wire wire = upgrade.agreed();
    return wire == null
        ? null
        : new Followed(wire, input, output, upgrade.hidesEnds, upgrade.socket);
  }

  @OnExit
  static void madeDone(
      @Advice.Enter @Nullable Object made, @Advice.Return @Nullable WebSocketSession session) {
    if (made == null) {
      return;
    }
    MAKING.remove();
    Followed followed = (Followed) made;
    if (!(session instanceof RawWebSocketJvm raw)) {
      followed.ends(null);
      return;
    }
    QUEUE.set(raw.getOutgoing(), followed);
    Job job = raw.getCoroutineContext().get(Job.Key);
    followed.made(raw.getReader$ktor_websockets());
    if (job != null) {
      job.invokeOnCompletion(cause -> ends(followed, cause));
    }
  }

  private static Unit ends(Followed followed, @Nullable Throwable cause) {
    try {
      followed.ends(cause);
    } catch (Throwable ours) {
      WireTap.suppressed("ktor", ours);
    }
    return Unit.INSTANCE;
  }

  /** It goes on later unless it says otherwise. */
  private static boolean isSuspended(@Nullable Object returned) {
    return returned == IntrinsicsKt.getCOROUTINE_SUSPENDED();
  }

  @OnExit
  static void read(
      @Advice.FieldValue("this$0") WebSocketReader reader,
      @Advice.Return @Nullable Object returned) {
    if (isSuspended(returned)) {
      return;
    }
    Followed followed = Codec.of(parser(reader));
    if (followed != null) {
      followed.readsNoMore();
    }
  }

  /**
   * The coroutine that writes closes its queue, whatever ends it, and then this side's direction:
   * the peer may answer that before anything more is called here.
   */
  static boolean close(Channel<?> queue, @Nullable Throwable cause) {
    try {
      if (QUEUE.get(queue) instanceof Followed followed) {
        QUEUE.set(queue, null);
        followed.stopsWriting();
      }
    } catch (Throwable ours) {
      WireTap.suppressed("ktor", ours);
    }
    return queue.close(cause);
  }

  /** The coroutine that writes has come to its end. */
  @OnEnter
  static void wrote(@Advice.FieldValue("serializer") Serializer serializer) {
    Followed followed = Codec.of(serializer);
    if (followed != null) {
      followed.writesNoMore();
    }
  }
}
