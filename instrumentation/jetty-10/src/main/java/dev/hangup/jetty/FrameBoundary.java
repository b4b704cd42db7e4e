// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a parser stands. Asked only of connections that were open before anybody observed them, and
 * no longer than until the answer is yes. Of a Jetty that has another shape it is always no.
 */
final class FrameBoundary {

  /** As Jetty writes that no fragmented message is under way. */
  private static final byte NO_MESSAGE = -1;

  /** What may be read of a session and of its parser; none where Jetty has another shape. */
  private record Shape(MethodHandle state, MethodHandle sequence, MethodHandle opcode) {}

  private static final @Nullable Shape SHAPE = shape();

  private FrameBoundary() {}

  /** Whether the next byte the parser reads begins a frame that does not go on with a message. */
  static boolean isNext(Object session, Object parser) {
    try {
      return SHAPE != null
          && ((Enum<?>) SHAPE.state.invoke(parser)).name().equals("START")
          && (byte) SHAPE.opcode.invoke(SHAPE.sequence.invoke(session)) == NO_MESSAGE;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // fields, which throw nothing
    }
  }

  private static @Nullable Shape shape() {
    @Nullable Class<?> parser = ByName.type(JettyModule.INTERNAL + "Parser");
    @Nullable Class<?> sequence = ByName.type(JettyModule.INTERNAL + "WebSocketSessionState");
    try {
      return parser == null || sequence == null
          ? null
          : new Shape(
              field(parser, "state", nested(parser, "State")),
              field(SessionState.SESSION_CLASS, "sessionState", sequence),
              field(sequence, "_incomingContinuation", byte.class));
    } catch (ReflectiveOperationException anotherShape) {
      return null;
    }
  }

  private static Class<?> nested(Class<?> outer, String name) throws ClassNotFoundException {
    return Arrays.stream(outer.getDeclaredClasses())
        .filter(each -> each.isEnum() && each.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow(() -> new ClassNotFoundException(name));
  }

  private static MethodHandle field(Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = StateField.lookup(owner);
    return lookup.findGetter(owner, name, type);
  }
}
