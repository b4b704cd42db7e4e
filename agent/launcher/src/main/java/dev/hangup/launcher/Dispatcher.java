// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.jdk.Platform;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import org.jspecify.annotations.Nullable;

/**
 * The class through which the calls in library classes reach the linker. It must be visible to
 * every loader, however it filters, so it is defined into {@code java.lang} through a private
 * lookup: that package is opened to this loader's module only, and nothing is appended to the
 * bootstrap class path, which would cost the JVM its shared archive.
 *
 * @param internalName of the class, for the calls to name it
 */
record Dispatcher(String internalName) {

  static final String METHOD = "link";

  static final MethodType LINK =
      MethodType.methodType(
          CallSite.class,
          MethodHandles.Lookup.class,
          String.class,
          MethodType.class,
          Object[].class);

  private static final String DEFINED = "java/lang/HangupDispatcher";

  /** No package of a named module may be found on the bootstrap class path. */
  private static final String APPENDED = "dev/hangup/HangupDispatcher";

  /**
   * Brings the class about and sends its calls to {@code linker}, of type {@link #LINK}.
   *
   * @param append by way of the bootstrap class path instead: for a system loader that looks for
   *     {@code java.*} in jars of its own
   */
  static Dispatcher install(Instrumentation instrumentation, MethodHandle linker, boolean append)
      throws ReflectiveOperationException, IOException {
    String name = append ? APPENDED : DEFINED;
    Class<?> dispatcher = find(name);
    if (dispatcher == null) {
      dispatcher = append ? append(instrumentation) : define(instrumentation);
    }
    set(dispatcher, linker);
    return new Dispatcher(name);
  }

  /** The bootstrap method, as a call in a class file names it. */
  Handle handle() {
    return new Handle(
        Opcodes.H_INVOKESTATIC, internalName, METHOD, LINK.toMethodDescriptorString(), false);
  }

  /** Null unless an earlier start in this JVM brought it about. */
  private static @Nullable Class<?> find(String internalName) {
    try {
      return Class.forName(internalName.replace('/', '.'), false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static Class<?> define(Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    return Platform.current().defineInJavaLang(instrumentation, DEFINED, classFile());
  }

  private static void set(Class<?> dispatcher, MethodHandle linker)
      throws ReflectiveOperationException {
    try {
      Platform.current()
          .privateLookup(dispatcher)
          .findStaticSetter(dispatcher, "linker", MethodHandle.class)
          .invokeExact(linker);
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t); // a setter throws nothing checked
    }
  }

  private static Class<?> append(Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    File file = File.createTempFile("hangup-dispatcher", ".jar");
    file.deleteOnExit();
    try (ZipOutputStream jar = new ZipOutputStream(new FileOutputStream(file))) {
      jar.putNextEntry(new ZipEntry(APPENDED + ".class"));
      jar.write(renamed(classFile()));
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(file));
    return Class.forName(APPENDED.replace('/', '.'), true, null);
  }

  private static byte[] renamed(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile)
        .accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, DEFINED, APPENDED)), 0);
    return writer.toByteArray();
  }

  private static byte[] classFile() throws IOException {
    try (InputStream in =
        Dispatcher.class.getClassLoader().getResourceAsStream(DEFINED + ".class")) {
      if (in == null) {
        throw new IOException(DEFINED + " is missing");
      }
      return in.readAllBytes();
    }
  }
}
