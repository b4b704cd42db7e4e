// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.Spring;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import org.eclipse.jetty.websocket.common.events.AbstractEventDriver;
import org.jspecify.annotations.Nullable;

/** What sits between Jetty and the application: told by the class of the endpoint it made. */
final class Framework {

  private static final MethodHandle ENDPOINT = endpoint();

  private Framework() {}

  /** Of what drives a session's endpoint; null where nothing is known to be between. */
  static @Nullable String of(@Nullable Object driver) {
    return driver instanceof AbstractEventDriver known ? Spring.framework(endpoint(known)) : null;
  }

  private static @Nullable Object endpoint(AbstractEventDriver driver) {
    try {
      return (@Nullable Object) ENDPOINT.invokeExact(driver);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a field, which throws nothing
    }
  }

  private static MethodHandle endpoint() {
    try {
      return StateField.lookup(AbstractEventDriver.class)
          .findGetter(AbstractEventDriver.class, "websocket", Object.class)
          .asType(methodType(Object.class, AbstractEventDriver.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }
}
