// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.jdk.OwnThread;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the classes that tapping takes before they are asked for, while the application is busy
 * with its own. They are loaded and verified, and not initialised: no static initialiser runs here,
 * so no thread can come to wait for what this thread waits for.
 */
public final class Preload {

  /** Where their names are, in the core's folder of the jar; tests have none. */
  public static final String LIST = "startup-classes";

  /** Most of a server's start. What waits for it is not needed before the first connection. */
  private static final long PAUSE_MILLIS = 150;

  private static final String BYTE_BUDDY = "net.bytebuddy.";
  private static final String ITS_ASM = "net.bytebuddy.jar.";

  private final ClassLoader core;
  private final AtomicBoolean begun = new AtomicBoolean();

  Preload(ClassLoader core) {
    this.core = core;
  }

  void begin() {
    if (!begun.getAndSet(true)) {
      OwnThread.daemon("hangup-preload", this::load).start();
    }
  }

  private void load() {
    try (InputStream list = core.getResourceAsStream(LIST)) {
      if (list == null) {
        return;
      }
      BufferedReader names =
          new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII));
      boolean paused = false;
      String name = names.readLine();
      while (name != null) {
        if (!paused && name.startsWith(BYTE_BUDDY) && !name.startsWith(ITS_ASM)) {
          paused = true;
          Thread.sleep(PAUSE_MILLIS);
        }
        link(Class.forName(name, false, core));
        name = names.readLine();
      }
    } catch (InterruptedException e) {
      // Somebody ends all threads: what is needed is read when it is.
    } catch (Throwable t) {
      // An application's default handler of uncaught exceptions may end the process.
      AgentLog.failed("classes cannot be read ahead; they are read when they are needed", t);
    }
  }

  /** To tell its constructors the JVM links a class and so verifies it, which takes longest. */
  @SuppressWarnings({"EmptyCatch", "ReturnValueIgnored"})
  private static void link(Class<?> loaded) {
    try {
      loaded.getDeclaredConstructors();
    } catch (LinkageError onlyWhereItIsUsed) {
    }
  }
}
