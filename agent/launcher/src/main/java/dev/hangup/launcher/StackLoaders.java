// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stack loaders there are. Nothing here keeps an application's loader alive: the key is weak,
 * and so is the reference to the stack loader, which the linked calls in the application's classes
 * hold.
 */
final class StackLoaders {

  private final ClassLoader core;

  /** Application loader to module class to stack loader. */
  private final Map<ClassLoader, Map<String, WeakReference<StackLoader>>> loaders =
      new WeakHashMap<>();

  StackLoaders(ClassLoader core) {
    this.core = core;
  }

  ClassLoader core() {
    return core;
  }

  /** Takes its lock for a look-up only; no class is loaded under it. */
  synchronized StackLoader of(Stack stack, ClassLoader application) {
    Map<String, WeakReference<StackLoader>> ofApplication =
        loaders.computeIfAbsent(application, any -> new HashMap<>());
    @Nullable WeakReference<StackLoader> reference = ofApplication.get(stack.moduleClass());
    StackLoader known = reference == null ? null : reference.get();
    if (known == null) {
      known = StackLoader.of(stack, core, application);
      ofApplication.put(stack.moduleClass(), new WeakReference<>(known));
    }
    return known;
  }
}
