// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.lang.reflect.Method;
import org.eclipse.jetty.http.BadMessageException;
import org.jspecify.annotations.Nullable;

/** The status an exception stands for. From Jetty 12 on there are more of them than one class. */
final class HttpErrors {

  private static final Class<?> TYPE = type();
  private static final Method CODE = ByName.method(TYPE, "getCode");

  private HttpErrors() {}

  /** 0 where it stands for none. */
  static int status(Throwable thrown) {
    return TYPE.isInstance(thrown) && ByName.call(CODE, thrown) instanceof Integer code ? code : 0;
  }

  private static Class<?> type() {
    @Nullable Class<?> since12 = ByName.type("org.eclipse.jetty.http.HttpException");
    return since12 == null ? BadMessageException.class : since12;
  }
}
