// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.lang.reflect.Method;
import java.util.Objects;
import org.eclipse.jetty.http.MetaData;

/** What a server answered: the status, 0 where it sent nothing. */
final class Responses {

  private static final String SERVER = "org.eclipse.jetty.server.";

  private Responses() {}

  /** Jetty 12's. */
  private static final class Methods {
    static final Method STATUS = of("Response", "getStatus");
    static final Method COMMITTED = of("HttpStream", "isCommitted");
  }

  /** Before that the channel knows: an answer to what is no HTTP passes the response by. */
  private static final class Channel {
    static final Method SENT = of("HttpChannel", "getCommittedMetaData");
  }

  /** The stream knows whether; the answer to an exception passes the response's own fields by. */
  static int sent(Object stream, Object response) {
    return Boolean.TRUE.equals(ByName.call(Methods.COMMITTED, stream))
            && ByName.call(Methods.STATUS, response) instanceof Integer status
        ? status
        : 0;
  }

  static int sent(Object channel) {
    return ByName.call(Channel.SENT, channel) instanceof MetaData.Response head
        ? head.getStatus()
        : 0;
  }

  private static Method of(String type, String name) {
    return ByName.method(Objects.requireNonNull(ByName.type(SERVER + type)), name);
  }
}
