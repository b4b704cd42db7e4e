// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import org.jspecify.annotations.Nullable;

/**
 * Loads one stack's code for one loader of the library: own classes first, the tap and the stack
 * API from the agent, everything else from the library's loader. So stack code is linked against
 * the very library it observes, and the application cannot see it.
 *
 * <p>A library may be spread over many loaders, and one connection then meets code of each of them.
 * What they must have in common is loaded once for all, by a loader that sees no library: the
 * classes in {@link StackModule#COMMON}.
 */
final class StackLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Stack stack;
  private final String ownPackage;
  private final String commonPackage;
  private final ClassLoader core;
  private final @Nullable StackLoader common;

  private StackLoader(
      Stack stack, ClassLoader core, ClassLoader parent, @Nullable StackLoader common) {
    super(parent);
    this.stack = stack;
    this.ownPackage = stack.ownPackage();
    this.commonPackage = ownPackage + StackModule.COMMON + '.';
    this.core = core;
    this.common = common;
  }

  /** Sees no library. */
  static StackLoader common(Stack stack, ClassLoader core) {
    return new StackLoader(stack, core, core, null);
  }

  /** For the classes that {@code library} defines. */
  static StackLoader of(Stack stack, ClassLoader core, ClassLoader library) {
    return new StackLoader(stack, core, library, stack.common(core));
  }

  /** What of the agent stack code may refer to. */
  static boolean isShared(String className) {
    return className.startsWith("dev.hangup.tap.")
        || className.startsWith("dev.hangup.jdk.")
        || className.startsWith("dev.hangup.instrumentation.api.");
  }

  @Override
  public String toString() {
    return "hangup " + stack.name();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (common != null && name.startsWith(commonPackage)) {
      return common.loadClass(name, resolve);
    }
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
