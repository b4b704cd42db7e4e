// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Lets our code reach into named modules, and nobody else's: what is opened is opened to our own
 * unnamed modules only, so what the application may see stays as it was.
 */
record ModuleAccess(Instrumentation instrumentation) {

  /** A lookup with private access to a library's class. */
  MethodHandles.Lookup in(Class<?> owner) throws IllegalAccessException {
    open(owner);
    return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
  }

  /** Opens a class's package to our module. */
  void open(Class<?> owner) {
    Module theirs = owner.getModule();
    Module ours = ModuleAccess.class.getModule();
    String packageName = owner.getPackageName();
    if (theirs.isNamed() && !theirs.isOpen(packageName, ours)) {
      instrumentation.redefineModule(
          theirs, Set.of(), Map.of(), Map.of(packageName, Set.of(ours)), Set.of(), Map.of());
    }
  }

  /** Stack code may name the public types of the module it was called from, exported or not. */
  void exportAll(Module library, Module stack) {
    if (!library.isNamed()) {
      return;
    }
    Map<String, Set<Module>> hidden = new HashMap<>();
    for (String packageName : library.getPackages()) {
      if (!library.isExported(packageName, stack)) {
        hidden.put(packageName, Set.of(stack));
      }
    }
    if (!hidden.isEmpty()) {
      instrumentation.redefineModule(library, Set.of(), hidden, Map.of(), Set.of(), Map.of());
    }
  }
}
