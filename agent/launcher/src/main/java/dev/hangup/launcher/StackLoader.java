// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import org.jspecify.annotations.Nullable;

/**
 * Loads one stack's code for one application loader: own classes first, the tap and the stack API
 * from the agent, everything else from the application. So stack code is linked against the very
 * library it observes, and the application cannot see it.
 */
final class StackLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Stack stack;
  private final String ownPackage;
  private final ClassLoader core;

  StackLoader(Stack stack, ClassLoader core, ClassLoader application) {
    super("hangup-" + stack.name(), application);
    this.stack = stack;
    this.ownPackage = stack.ownPackage();
    this.core = core;
  }

  /** What of the agent stack code may refer to. */
  static boolean isShared(String className) {
    return className.startsWith("dev.hangup.tap.")
        || className.startsWith("dev.hangup.instrumentation.api.");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(ownPackage)) {
      Class<?> own = own(name);
      if (own != null) {
        return own;
      }
    }
    if (isShared(name)) {
      return core.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }

  private @Nullable Class<?> own(String name) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = stack.classes().of(name);
      return bytes == null
          ? null
          : defineClass(name, bytes, 0, bytes.length, StackLoader.class.getProtectionDomain());
    }
  }
}
