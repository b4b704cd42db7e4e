// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** Whether a write is under way. Asked when an idle timer fires. */
final class PendingWrite {

  private PendingWrite() {}

  /** A stream's state has a name, and no getter. */
  private static final class Stream {
    static final @Nullable Class<?> TYPE = ByName.type(JettyModule.HTTP2 + "HTTP2StreamEndPoint");
    static final @Nullable MethodHandle STATE = state();

    /** Null where there is no HTTP/2, or one of another shape. */
    private static @Nullable MethodHandle state() {
      try {
        return TYPE == null
            ? null
            : StateField.lookup(TYPE).findGetter(TYPE, "writeState", AtomicReference.class);
      } catch (ReflectiveOperationException anotherShape) {
        return null;
      }
    }

    static boolean isPending(EndPoint stream) {
      try {
        return TYPE != null
            && TYPE.isInstance(stream)
            && STATE != null
            && String.valueOf(((AtomicReference<?>) STATE.invoke(stream)).get())
                .startsWith("PENDING");
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e); // a field, which throws nothing
      }
    }
  }

  static boolean isPending(EndPoint endPoint) {
    return endPoint instanceof AbstractEndPoint socket
        ? socket.getWriteFlusher().isPending()
        : Stream.isPending(endPoint);
  }
}
