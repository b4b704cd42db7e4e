// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * How the engine learns of an application's classes without loading any: it reads them as resources
 * of the loader that is about to define a class.
 */
record ClassFiles(ClassLoader application) {

  /**
   * Finds a field the class at hand may read, in it or in a class above it. The JDK's classes are
   * not searched: a stack taps its library's fields.
   */
  Weaving.Field field(ClassFacts start, String name) throws IOException {
    ClassFacts facts = start;
    while (true) {
      ClassFacts.Field field = facts.fields().get(name);
      if (field != null && readable(field.access(), start.name(), facts.name())) {
        return new Weaving.Field(
            start.name(), name, field.descriptor(), (field.access() & Opcodes.ACC_STATIC) != 0);
      }
      facts = above(facts);
      if (facts == null) {
        throw new IllegalStateException(start.name() + " has no field " + name + " it may read");
      }
    }
  }

  private static boolean readable(int access, String reader, String owner) {
    if (reader.equals(owner) || (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0) {
      return true;
    }
    return (access & Opcodes.ACC_PRIVATE) == 0 && packageOf(reader).equals(packageOf(owner));
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/') + 1);
  }

  private @Nullable ClassFacts above(ClassFacts facts) throws IOException {
    String superName = facts.superName();
    if (superName == null || superName.startsWith("java/")) {
      return null;
    }
    try (InputStream in = application.getResourceAsStream(superName + ".class")) {
      return in == null ? null : ClassFacts.of(in.readAllBytes(), "");
    }
  }
}
