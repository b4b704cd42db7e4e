// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.lang.reflect.Method;
import java.util.Objects;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.jspecify.annotations.Nullable;

/**
 * The request is over. Of an answer that it cannot read Jetty says that it was a 400, which nobody
 * has sent; what it had no head of has no version of HTTP.
 */
final class ClientResult {

  private ClientResult() {}

  /** Of types that moved in Jetty 12. */
  private static final class Methods {
    static final String CLIENT = "org.eclipse.jetty.client.";
    static final Class<?> RESULT = type("Result");
    static final Class<?> ANSWER = type("Response");
    static final Method RESPONSE = ByName.method(RESULT, "getResponse");
    static final Method FAILURE = ByName.method(RESULT, "getFailure");
    static final Method STATUS = ByName.method(ANSWER, "getStatus");
    static final Method VERSION = ByName.method(ANSWER, "getVersion");

    private static Class<?> type(String name) {
      @Nullable Class<?> since12 = ByName.type(CLIENT + name);
      return since12 == null
          ? Objects.requireNonNull(ByName.type(CLIENT + "api." + name))
          : since12;
    }
  }

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This CoreClientUpgradeRequest request, @Advice.Argument(0) Object result) {
    Object response = ByName.call(Methods.RESPONSE, result);
    if (response != null
        && ByName.call(Methods.STATUS, response) instanceof Integer status
        && status > 0
        && ByName.call(Methods.VERSION, response) == null) {
      Asking.refused(request, 0, (Throwable) ByName.call(Methods.FAILURE, result));
    }
  }
}
