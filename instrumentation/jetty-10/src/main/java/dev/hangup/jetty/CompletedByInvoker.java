// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import net.bytebuddy.asm.Advice;

/** The same in the first versions of Jetty 12, where it happens in an inner class. */
final class CompletedByInvoker {

  private static final MethodHandle REQUEST = part("getRequest");
  private static final MethodHandle RESPONSE = part("getResponse");

  private CompletedByInvoker() {}

  @OnEnter
  static void completed(
      @Advice.FieldValue("this$0") Object channel, @Advice.Argument(0) Object stream)
      throws Throwable {
    Object request = (Object) REQUEST.invokeExact(channel);
    if (Refusals.concern(request)) {
      Refusals.answered(request, Responses.sent(stream, (Object) RESPONSE.invokeExact(channel)));
    }
  }

  private static MethodHandle part(String getter) {
    Class<?> channel =
        Objects.requireNonNull(ByName.type("org.eclipse.jetty.server.internal.HttpChannelState"));
    try {
      MethodHandles.Lookup lookup = StateField.lookup(channel);
      return lookup
          .unreflect(ByName.method(channel, getter))
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
