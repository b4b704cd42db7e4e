// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleDescriptor;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Java 9 and later. What is opened is opened to our own unnamed modules only. */
final class Platform9 extends Platform {

  @Override
  public MethodHandles.Lookup privateLookup(Class<?> owner) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
  }

  @Override
  public void open(Instrumentation instrumentation, Class<?> owner) {
    Module theirs = owner.getModule();
    Module ours = Platform9.class.getModule();
    String packageName = owner.getPackageName();
    if (theirs.isNamed() && !theirs.isOpen(packageName, ours)) {
      redefine(
          instrumentation,
          theirs,
          Collections.emptyMap(),
          Collections.singletonMap(packageName, Collections.singleton(ours)));
    }
  }

  @Override
  public void exportAll(Instrumentation instrumentation, Class<?> library, ClassLoader to) {
    Module theirs = library.getModule();
    if (!theirs.isNamed()) {
      return;
    }
    Module ours = to.getUnnamedModule();
    Map<String, Set<Module>> hidden = new HashMap<>();
    for (String packageName : theirs.getPackages()) {
      if (!theirs.isExported(packageName, ours)) {
        hidden.put(packageName, Collections.singleton(ours));
      }
    }
    if (!hidden.isEmpty()) {
      redefine(instrumentation, theirs, hidden, Collections.emptyMap());
    }
  }

  private static void redefine(
      Instrumentation instrumentation,
      Module module,
      Map<String, Set<Module>> exports,
      Map<String, Set<Module>> opens) {
    instrumentation.redefineModule(
        module,
        Collections.emptySet(),
        exports,
        opens,
        Collections.emptySet(),
        Collections.emptyMap());
  }

  @Override
  public Class<?> defineInJavaLang(Instrumentation instrumentation, String name, byte[] classFile)
      throws ReflectiveOperationException {
    open(instrumentation, Object.class);
    return privateLookup(Object.class).defineClass(classFile);
  }

  @Override
  public Thread thread(Runnable work, String name) {
    return new Thread(null, work, name, 0, false);
  }

  @Override
  public @Nullable String moduleVersion(Class<?> of) {
    ModuleDescriptor descriptor = of.getModule().getDescriptor();
    return descriptor == null ? null : descriptor.rawVersion().orElse(null);
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }
}
