// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.WriteFlusher;
import org.jspecify.annotations.Nullable;

/** Whether a write is under way. Asked when an idle timer fires. */
final class PendingWrite {

  /** From an endpoint; null where Jetty has another shape. */
  private static final @Nullable MethodHandle PENDING = pending();

  private PendingWrite() {}

  static boolean isPending(EndPoint endPoint) {
    try {
      return PENDING != null
          && endPoint instanceof AbstractEndPoint transport
          && (boolean) PENDING.invokeExact(transport);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // getters, which declare nothing
    }
  }

  private static @Nullable MethodHandle pending() {
    try {
      MethodHandle flusher = // not for everybody in the first versions
          StateField.lookup(AbstractEndPoint.class)
              .findVirtual(
                  AbstractEndPoint.class, "getWriteFlusher", methodType(WriteFlusher.class));
      return MethodHandles.filterReturnValue(flusher, isPending());
    } catch (ReflectiveOperationException anotherShape) {
      return null;
    }
  }

  private static MethodHandle isPending() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      return lookup.findVirtual(WriteFlusher.class, "isPending", methodType(boolean.class));
    } catch (NoSuchMethodException inTheFirstVersions) {
      return lookup.findVirtual(WriteFlusher.class, "isInProgress", methodType(boolean.class));
    }
  }
}
