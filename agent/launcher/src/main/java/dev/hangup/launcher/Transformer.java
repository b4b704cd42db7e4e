// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.tap.WireTap;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees every class that is loaded and lets nearly all of them pass after one look at the name: no
 * lock, no allocation, no class of the agent that is not loaded yet. Never throws.
 */
final class Transformer implements ClassFileTransformer {

  private final StackIndex index;
  private final @Nullable ClassLoader core;
  private final Taps taps;

  /**
   * Names of the classes that were given a field, by loader: when such a class is transformed again
   * (by another agent, by a debugger) it must have it again, and no other class may get one.
   */
  private final Map<ClassLoader, Set<String>> withField = new WeakHashMap<>();

  /** What happens at a hit. */
  interface Taps {

    /**
     * Null for a class to be left alone; {@code mayAddField} is false for classes loaded before.
     */
    byte @Nullable [] tapped(
        Stack stack,
        ClassLoader application,
        String className,
        byte[] original,
        boolean mayAddField);
  }

  /** {@code core} is left out; null where it may hold libraries as well, as in tests. */
  Transformer(StackIndex index, @Nullable ClassLoader core, Taps taps) {
    this.index = index;
    this.core = core;
    this.taps = taps;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> loaded,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null || internalName == null) {
      return null;
    }
    List<Stack> stacks = index.concernedBy(internalName);
    if (stacks == null || isOurs(loader)) {
      return null;
    }
    return tapped(stacks, loader, internalName.replace('/', '.'), loaded != null, classFile);
  }

  boolean isOurs(ClassLoader loader) {
    return loader == core || loader instanceof StackLoader || OpenTelemetryAgent.loads(loader);
  }

  private byte @Nullable [] tapped(
      List<Stack> stacks, ClassLoader loader, String className, boolean loaded, byte[] classFile) {
    try {
      boolean mayAddField = !loaded || hasField(loader, className);
      byte[] result = classFile;
      for (Stack stack : stacks) {
        byte[] tapped = taps.tapped(stack, loader, className, result, mayAddField);
        result = tapped == null ? result : tapped;
      }
      if (result == classFile) {
        return null;
      }
      if (mayAddField) {
        rememberField(loader, className);
      }
      return result;
    } catch (Throwable t) {
      AgentLog.failed("tapping " + className + " failed, not observing there", t);
      for (Stack stack : stacks) {
        WireTap.tapMissing(stack.name());
      }
      return null;
    }
  }

  private boolean hasField(ClassLoader loader, String className) {
    synchronized (withField) {
      Set<String> names = withField.get(loader);
      return names != null && names.contains(className);
    }
  }

  private void rememberField(ClassLoader loader, String className) {
    synchronized (withField) {
      withField.computeIfAbsent(loader, any -> new HashSet<>()).add(className);
    }
  }
}
