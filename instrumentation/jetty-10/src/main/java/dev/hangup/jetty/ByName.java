// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Public methods of a type that has another name, or another shape, in every generation of Jetty.
 * Once per handshake only.
 */
final class ByName {

  private ByName() {}

  /** Null where the application has no such type. */
  static @Nullable Class<?> type(String name) {
    try {
      return Class.forName(name, false, ByName.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code receiver} is null for a static method. */
  static @Nullable Object call(Method method, @Nullable Object receiver, Object... arguments) {
    try {
      return method.invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
