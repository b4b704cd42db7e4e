// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.eclipse.jetty.websocket.common.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Where a parser stands. Asked only of connections that were open before anybody observed them, and
 * no longer than until the answer is yes. Of a Jetty that has another shape it is always no.
 */
final class FrameBoundary {

  /** What may be read of a parser; none where Jetty has another shape. */
  private record Shape(MethodHandle state, MethodHandle insideMessage) {}

  private static final @Nullable Shape SHAPE = shape();

  private FrameBoundary() {}

  /** Whether the next byte the parser reads begins a frame that does not go on with a message. */
  static boolean isNext(Parser parser) {
    try {
      return SHAPE != null
          && ((Enum<?>) SHAPE.state.invoke(parser)).name().equals("START")
          && !(boolean) SHAPE.insideMessage.invoke(parser);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // fields, which throw nothing
    }
  }

  private static @Nullable Shape shape() {
    try {
      MethodHandles.Lookup lookup = StateField.lookup(Parser.class);
      Class<?> state =
          Arrays.stream(Parser.class.getDeclaredClasses())
              .filter(each -> each.isEnum() && each.getSimpleName().equals("State"))
              .findFirst()
              .orElseThrow(() -> new ClassNotFoundException("State"));
      return new Shape(
          lookup.findGetter(Parser.class, "state", state),
          lookup.findGetter(Parser.class, "priorDataFrame", boolean.class));
    } catch (ReflectiveOperationException anotherShape) {
      return null;
    }
  }
}
