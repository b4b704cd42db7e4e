// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.function.UnaryOperator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;

/**
 * An application's loader: knows the library and the JDK, none of ours. {@code filtering} stands
 * for containers whose loaders ask their parent for {@code java.*} alone.
 */
class LibraryLoader extends ClassLoader {

  private final boolean filtering;
  private final UnaryOperator<byte[]> edition;

  LibraryLoader(boolean filtering, UnaryOperator<byte[]> edition) {
    super("library", ClassLoader.getPlatformClassLoader());
    this.filtering = filtering;
    this.edition = edition;
  }

  /** As compiled. */
  static LibraryLoader plain() {
    return new LibraryLoader(false, UnaryOperator.identity());
  }

  /**
   * One that can do but one thing at a time: not registered as parallel capable, and it finds what
   * it is asked for under its one lock.
   */
  static LibraryLoader oneAtATime() {
    return new LibraryLoader(false, UnaryOperator.identity()) {
      @Override
      public synchronized @Nullable URL getResource(String name) {
        return LibraryLoader.class.getClassLoader().getResource(name);
      }
    };
  }

  /** Asks its parent for the JDK only. */
  static LibraryLoader filtering() {
    return new LibraryLoader(true, UnaryOperator.identity());
  }

  /** An edition of the library in which a method has another name. */
  static LibraryLoader renaming(String method, String newName) {
    return new LibraryLoader(
        false,
        classFile -> {
          ClassWriter writer = new ClassWriter(0);
          Remapper renamed =
              new Remapper(Opcodes.ASM9) {
                @Override
                public String mapMethodName(String owner, String name, String descriptor) {
                  return name.equals(method) ? newName : name;
                }
              };
          new ClassReader(classFile).accept(new ClassRemapper(writer, renamed), 0);
          return writer.toByteArray();
        });
  }

  /** With another class file version. */
  static LibraryLoader version(int major) {
    return new LibraryLoader(
        false,
        classFile -> {
          byte[] older = classFile.clone();
          older[7] = (byte) major;
          return older;
        });
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (filtering && !name.startsWith("java.") && !name.startsWith("library.")) {
      throw new ClassNotFoundException(name + " is filtered");
    }
    return super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!name.startsWith("library.")) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = edition.apply(in.readAllBytes());
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    return name.startsWith("library/")
        ? LibraryLoader.class.getClassLoader().getResourceAsStream(name)
        : super.getResourceAsStream(name);
  }
}
