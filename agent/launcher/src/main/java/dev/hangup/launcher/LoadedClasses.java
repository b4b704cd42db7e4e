// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;

/** After an attach: the classes that were loaded before the transformer was there. */
final class LoadedClasses {

  private LoadedClasses() {}

  /** One at a time: a class that cannot be changed must not keep the others from being. */
  static void tap(Instrumentation instrumentation, StackIndex index, Transformer transformer) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      ClassLoader loader = loaded.getClassLoader();
      if (loader != null
          && !transformer.isOurs(loader)
          && index.concernedBy(loaded.getName().replace('.', '/')) != null) {
        tap(instrumentation, loaded);
      }
    }
  }

  private static void tap(Instrumentation instrumentation, Class<?> loaded) {
    try {
      instrumentation.retransformClasses(loaded);
    } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
      AgentLog.failed(loaded.getName() + " cannot be changed now, not observing there", e);
    }
  }
}
