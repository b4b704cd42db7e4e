// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Modules and what came with them; and what Java 8, which has none, allows without. */
public abstract class Platform {

  /** Apart from this class, whose subclasses it makes. */
  private static final class Chosen {
    static final Platform NOW = Java.HAS_MODULES ? new Platform9() : new Platform8();
  }

  Platform() {}

  /** Of this JVM. */
  public static Platform current() {
    return Chosen.NOW;
  }

  /** Full access to a class, whose package is open to us if it is in a named module. */
  public abstract MethodHandles.Lookup privateLookup(Class<?> owner) throws IllegalAccessException;

  /** Opens a class's package to this class's module, and to no other. */
  public abstract void open(Instrumentation instrumentation, Class<?> owner);

  /** Exports all packages of a class's module to the unnamed module of a loader. */
  public abstract void exportAll(Instrumentation instrumentation, Class<?> library, ClassLoader to);

  /** Defines a class of the package {@code java.lang}. */
  public abstract Class<?> defineInJavaLang(
      Instrumentation instrumentation, String name, byte[] classFile)
      throws ReflectiveOperationException;

  /** A thread that inherits no thread locals from its maker. */
  public abstract Thread thread(Runnable work, String name);

  /** The version a class's module says it has; null where it says none or is none. */
  public abstract @Nullable String moduleVersion(Class<?> of);

  /** The number of this process, 0 where it cannot be told. */
  public abstract long pid();
}
