// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stack as the index tells it: enough to recognise its classes without loading anything of it.
 * Compared by identity.
 */
final class Stack {

  private final String name;
  private final String moduleClass;
  private final ClassBytes classes;
  private @Nullable StackLoader common;
  private @Nullable List<String> stateOwners;
  private final Set<String> tappedLate = new HashSet<>();
  private final Set<String> untapped = new HashSet<>();
  private final Set<String> preloadTriggers = new HashSet<>();

  /** {@code moduleClass} is the binary name of its {@link StackModule}. */
  Stack(String name, String moduleClass, ClassBytes classes) {
    this.name = name;
    this.moduleClass = moduleClass;
    this.classes = classes;
  }

  String name() {
    return name;
  }

  /** Tells stacks apart: two generations of a library may be one stack to its users. */
  String moduleClass() {
    return moduleClass;
  }

  /** Before the stack is in use. */
  void addTappedLate(String className) {
    tappedLate.add(className);
  }

  /** Likewise. */
  void addUntapped(String className) {
    untapped.add(className);
  }

  /** Likewise. */
  void addPreloadTrigger(String className) {
    preloadTriggers.add(className);
  }

  /** See {@link StackModule#preloadTriggers}. */
  boolean isPreloadTrigger(String className) {
    return preloadTriggers.contains(className);
  }

  /** See {@link StackModule#tappedLate}. */
  boolean isTappedLate(String className) {
    return tappedLate.contains(className);
  }

  /** It starts telemetry, and is not tapped. */
  boolean isUntapped(String className) {
    return untapped.contains(className);
  }

  ClassBytes classes() {
    return classes;
  }

  /** All classes of the stack are in this package or below; ends with a dot. */
  String ownPackage() {
    return moduleClass.substring(0, moduleClass.lastIndexOf('.') + 1);
  }

  /** Of what all loaders of the library have in common; held as long as the stack is. */
  synchronized StackLoader common(ClassLoader core) {
    StackLoader known = common;
    if (known == null) {
      known = StackLoader.common(this, core);
      common = known;
    }
    return known;
  }

  /** See {@link StackModule#stateOwners}. */
  synchronized List<String> stateOwners(ClassLoader core) throws ReflectiveOperationException {
    List<String> known = stateOwners;
    if (known == null) {
      known = module(core).stateOwners();
      stateOwners = known;
    }
    return known;
  }

  /** Loads the module; it mentions no library class, so a loader without libraries will do. */
  StackModule module(ClassLoader core) throws ReflectiveOperationException {
    return Class.forName(moduleClass, true, common(core))
        .asSubclass(StackModule.class)
        .getDeclaredConstructor()
        .newInstance();
  }
}
