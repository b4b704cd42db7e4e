// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;

/**
 * A stack as the index tells it: enough to recognise its classes without loading anything of it.
 * Compared by identity.
 */
final class Stack {

  private final String name;
  private final String moduleClass;
  private final ClassBytes classes;

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

  ClassBytes classes() {
    return classes;
  }

  /** All classes of the stack are in this package or below; ends with a dot. */
  String ownPackage() {
    return moduleClass.substring(0, moduleClass.lastIndexOf('.') + 1);
  }

  /** Loads the module; it mentions no library class, so a loader without libraries will do. */
  StackModule module(ClassLoader core) throws ReflectiveOperationException {
    return Class.forName(moduleClass, true, new StackLoader(this, core, core))
        .asSubclass(StackModule.class)
        .getDeclaredConstructor()
        .newInstance();
  }
}
