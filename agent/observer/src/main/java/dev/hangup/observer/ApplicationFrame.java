// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.PeerText;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Of a stack of calls the topmost that is the application's own, by the names of packages. */
final class ApplicationFrame {

  private static final int LONGEST = 200;

  /** What applications use and do not write. */
  private static final String[] LIBRARIES = {
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "io.javalin.",
    "io.ktor.",
    "io.micrometer.",
    "io.micronaut.",
    "io.netty.",
    "io.opentelemetry.",
    "io.quarkus.",
    "io.reactivex.",
    "io.smallrye.",
    "io.undertow.",
    "io.vertx.",
    "org.apache.catalina.",
    "org.apache.coyote.",
    "org.apache.pekko.",
    "org.apache.tomcat.",
    "org.cometd.",
    "org.eclipse.jetty.",
    "org.glassfish.",
    "org.java_websocket.",
    "org.jboss.",
    "org.slf4j.",
    "org.springframework.",
    "org.xnio.",
    "akka.",
    "okhttp3.",
    "okio.",
    "reactor.",
  };

  private static final String LAMBDA = "lambda$";

  /**
   * Of Netty, Tomcat and Jetty: below all that handles what was read. Jetty goes on with {@code
   * fillAndParse} on another thread, where the application asks for more later.
   */
  private static final Set<String> READS =
      new HashSet<>(
          Arrays.asList("channelRead", "processInputBuffer", "onFillable", "fillAndParse"));

  private ApplicationFrame() {}

  /**
   * Class and method, without what the compiler made of their names; null where the application is
   * not called by what reads from the connection.
   */
  static @Nullable String in(StackTraceElement[] frames) {
    for (int i = 0; i < frames.length; i++) {
      if (isApplication(frames[i])) {
        String name = frames[i].getClassName() + '.' + method(frames[i].getMethodName());
        return isBelow(i, frames) ? PeerText.clean(name, LONGEST) : null;
      }
    }
    return null;
  }

  private static boolean isBelow(int frame, StackTraceElement[] frames) {
    for (int i = frame + 1; i < frames.length; i++) {
      if (READS.contains(frames[i].getMethodName())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The application waits in a send of its WebSocket library: in its {@code RemoteEndpoint}, as the
   * standard calls it, {@code WsRemoteEndpointImplBase} and {@code JakartaWebSocketBasicRemote}.
   */
  static boolean sends(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      if (isApplication(frame)) {
        return false;
      }
      String type = frame.getClassName();
      if (type.indexOf("Remote", type.lastIndexOf('.') + 1) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isApplication(StackTraceElement frame) {
    String type = frame.getClassName();
    return !isLibrary(type) && !type.contains("$$");
  }

  private static boolean isLibrary(String type) {
    for (String prefix : LIBRARIES) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** {@code lambda$reload$3} is in {@code reload}. */
  private static String method(String name) {
    if (!name.startsWith(LAMBDA)) {
      return name;
    }
    int end = name.lastIndexOf('$');
    return end > LAMBDA.length() ? name.substring(LAMBDA.length(), end) : name;
  }
}
