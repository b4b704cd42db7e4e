// SPDX-License-Identifier: Apache-2.0
package app;

import java.util.TreeSet;

/** Looks for traces of an agent, as an application might come across them by accident. */
public final class Spy {

  private static final String[] NAMES = {
    "dev.hangup.boot.Agent",
    "dev.hangup.launcher.Launcher",
    "dev.hangup.tap.WireTap",
    "dev.hangup.observer.Observation",
    "dev.hangup.netty.NettyModule",
    "dev.hangup.export.SdkTelemetry",
    "dev.hangup.cli.Command",
    "net.bytebuddy.ByteBuddy",
    "io.opentelemetry.api.OpenTelemetry",
    "io.prometheus.metrics.model.registry.PrometheusRegistry",
    "java.lang.HangupDispatcher",
  };

  private Spy() {}

  /** Prints what it found, one line each. */
  public static void main(String[] arguments) throws Exception {
    Echo.run("clean");
    for (String name : NAMES) {
      if (visible(name)) {
        System.out.println("class " + name);
      }
    }
    System.out.println("java.lang open " + isJavaLangOpen());
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (name.contains("hangup") || name.contains("bytebuddy") || name.contains("otel")) {
        System.out.println("property " + name);
      }
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.isDaemon()
          && !thread.getName().equals("main")
          && !thread.getName().equals("DestroyJavaVM")
          && !isNettys(thread.getName())) {
        System.out.println("thread " + thread.getName());
      }
    }
  }

  /** By name, since Java 8 has no modules. */
  private static boolean isJavaLangOpen() throws ReflectiveOperationException {
    try {
      Object java = Class.class.getMethod("getModule").invoke(Object.class);
      Object ours = Class.class.getMethod("getModule").invoke(Spy.class);
      return (Boolean)
          java.getClass()
              .getMethod("isOpen", String.class, ours.getClass())
              .invoke(java, "java.lang", ours);
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** They end a moment after their group says that it has. */
  private static boolean isNettys(String thread) {
    return thread.startsWith("globalEventExecutor") || thread.startsWith("nioEventLoopGroup");
  }

  private static boolean visible(String name) {
    try {
      Class.forName(name, false, Spy.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
