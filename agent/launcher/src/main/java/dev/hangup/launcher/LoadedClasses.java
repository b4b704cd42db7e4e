// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.tap.WireTap;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Classes that were loaded before they could be tapped. */
final class LoadedClasses {

  private LoadedClasses() {}

  /** After an attach. One at a time: what cannot be changed must not keep others from being. */
  static void tap(Instrumentation instrumentation, StackIndex index, Transformer transformer) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      ClassLoader loader = loaded.getClassLoader();
      if (loader != null && !transformer.isOurs(loader)) {
        List<Stack> wanting = wanting(index, loaded.getName());
        if (!wanting.isEmpty()) {
          tap(instrumentation, loaded, wanting);
        }
      }
    }
  }

  /** There is nothing left to read ahead of time. */
  private static List<Stack> wanting(StackIndex index, String className) {
    List<Stack> stacks = index.concernedBy(className.replace('.', '/'));
    return stacks == null
        ? List.of()
        : stacks.stream().filter(stack -> !stack.isPreloadTrigger(className)).toList();
  }

  /** All of these names. Returns those that are loaded. */
  static Set<String> tap(Instrumentation instrumentation, Stack stack, Set<String> names) {
    Set<String> found = new HashSet<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (names.contains(loaded.getName())) {
        found.add(loaded.getName());
        tap(instrumentation, loaded, List.of(stack));
      }
    }
    return found;
  }

  private static void tap(Instrumentation instrumentation, Class<?> loaded, List<Stack> stacks) {
    try {
      instrumentation.retransformClasses(loaded);
    } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
      AgentLog.failed(loaded.getName() + " cannot be changed now, not observing there", e);
      for (Stack stack : stacks) {
        WireTap.tapMissing(stack.name());
      }
    }
  }
}
