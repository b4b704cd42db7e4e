// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Java 8: nothing is closed to who knows its name. */
final class Platform8 extends Platform {

  /** As the JDK's own code looks members up: with a class to stand in, it may what that one may. */
  @Override
  public MethodHandles.Lookup privateLookup(Class<?> owner) throws IllegalAccessException {
    try {
      Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
      trusted.setAccessible(true);
      return ((MethodHandles.Lookup) trusted.get(null)).in(owner);
    } catch (NoSuchFieldException e) {
      throw (IllegalAccessException) new IllegalAccessException(owner.getName()).initCause(e);
    }
  }

  @Override
  public void open(Instrumentation instrumentation, Class<?> owner) {}

  @Override
  public void exportAll(Instrumentation instrumentation, Class<?> library, ClassLoader to) {}

  @Override
  public Class<?> defineInJavaLang(Instrumentation instrumentation, String name, byte[] classFile)
      throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field only = unsafe.getDeclaredField("theUnsafe");
    only.setAccessible(true);
    return (Class<?>)
        unsafe
            .getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class)
            .invoke(only.get(null), name, classFile, 0, classFile.length, null, null);
  }

  @Override
  public Thread thread(Runnable work, String name) {
    Thread thread = new Thread(null, work, name, 0);
    try {
      Field inherited = Thread.class.getDeclaredField("inheritableThreadLocals");
      inherited.setAccessible(true);
      inherited.set(thread, null);
      return thread;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // every Java 8 has it
    }
  }

  @Override
  public @Nullable String moduleVersion(Class<?> of) {
    return null;
  }

  /** Named {@code 4711@host}. */
  @Override
  public long pid() {
    String name = ManagementFactory.getRuntimeMXBean().getName();
    try {
      return Long.parseLong(name.substring(0, name.indexOf('@')));
    } catch (RuntimeException e) {
      return 0;
    }
  }
}
