// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** What a thread that has not started will run. {@code java.lang} is open to us by now. */
final class HookTask {

  private HookTask() {}

  /** Null where it runs a method of its own, or this JVM keeps it elsewhere. */
  static @Nullable Object of(Thread thread) {
    try {
      return field(Thread.class, "target").get(thread);
    } catch (NoSuchFieldException since19) {
      return inHolder(thread);
    } catch (ReflectiveOperationException | RuntimeException otherJvm) {
      return null;
    }
  }

  private static @Nullable Object inHolder(Thread thread) {
    try {
      Object holder = field(Thread.class, "holder").get(thread);
      return holder == null ? null : field(holder.getClass(), "task").get(holder);
    } catch (ReflectiveOperationException | RuntimeException otherJvm) {
      return null;
    }
  }

  private static Field field(Class<?> of, String name) throws NoSuchFieldException {
    Field field = of.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
