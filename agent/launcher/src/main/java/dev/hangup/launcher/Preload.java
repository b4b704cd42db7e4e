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
 * with its own. They are loaded and not initialised: no static initialiser runs here, so no thread
 * can come to wait for what this thread waits for.
 */
public final class Preload {

  /** Where their names are, in the core's folder of the jar; tests have none. */
  public static final String LIST = "startup-classes";

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
      String name = names.readLine();
      while (name != null) {
        Class.forName(name, false, core);
        name = names.readLine();
      }
    } catch (Throwable t) {
      // An application's default handler of uncaught exceptions may end the process.
      AgentLog.failed("classes cannot be read ahead; they are read when they are needed", t);
    }
  }
}
