// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent into a running JVM, by the JDK's own means. By reflection: a runtime may be
 * without {@code jdk.attach}, and Java 8 has it in a jar beside.
 */
final class Attach {

  private static final String MACHINE = "com.sun.tools.attach.VirtualMachine";

  private Attach() {}

  /** What went wrong, in one line; null where nothing did. */
  static @Nullable String load(long pid) {
    String jar = jar();
    if (jar == null) {
      return "the agent's own jar cannot be found";
    }
    try {
      Class<?> type = Class.forName(MACHINE, true, tools());
      Object machine = type.getMethod("attach", String.class).invoke(null, Long.toString(pid));
      try {
        type.getMethod("loadAgent", String.class).invoke(machine, jar);
      } catch (InvocationTargetException e) {
        // What Java 8 answers when all is well is no answer to newer JDKs.
        Throwable cause = e.getCause();
        if (cause == null || !"0".equals(cause.getMessage())) {
          throw e;
        }
      } finally {
        type.getMethod("detach").invoke(machine);
      }
      return null;
    } catch (ClassNotFoundException e) {
      return "this runtime has no jdk.attach; attach with a JDK's jcmd instead: jcmd "
          + pid
          + " JVMTI.agent_load "
          + jar;
    } catch (InvocationTargetException e) {
      return "process " + pid + " does not let it in: " + e.getCause();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return "cannot attach: " + e;
    }
  }

  /** From Java 9 on the system's loader has it, before that a jar of the JDK's. */
  private static ClassLoader tools() {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    File tools = new File(System.getProperty("java.home"), "../lib/tools.jar");
    if (!tools.isFile()) {
      return system;
    }
    try {
      return new URLClassLoader(new URL[] {tools.toURI().toURL()}, system);
    } catch (MalformedURLException e) {
      return system;
    }
  }

  private static @Nullable String jar() {
    try {
      CodeSource source = Attach.class.getProtectionDomain().getCodeSource();
      URL location = source == null ? null : source.getLocation();
      return location == null ? null : new File(location.toURI()).getAbsolutePath();
    } catch (URISyntaxException | RuntimeException e) {
      return null;
    }
  }
}
