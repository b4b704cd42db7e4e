// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.jdk.Platform;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;

/**
 * Lets our code, and no other, reach into named modules: what is opened is opened to our own
 * unnamed modules only, so what the application may see stays as it was.
 */
record ModuleAccess(Instrumentation instrumentation) {

  /** A lookup with private access to a library's class. */
  MethodHandles.Lookup in(Class<?> owner) throws IllegalAccessException {
    open(owner);
    return Platform.current().privateLookup(owner);
  }

  /** Opens a class's package to our module. */
  void open(Class<?> owner) {
    Platform.current().open(instrumentation, owner);
  }

  /** Stack code may name the public types of the module it was called from, exported or not. */
  void exportAll(Class<?> library, ClassLoader stack) {
    Platform.current().exportAll(instrumentation, library, stack);
  }
}
