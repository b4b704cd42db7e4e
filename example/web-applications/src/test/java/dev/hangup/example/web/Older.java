// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;

/**
 * Applications of this module as they would have been some years ago: packages have the names from
 * before Jakarta, and the class files are of another release. They must not use what is newer.
 */
final class Older {

  /** Java 8 has 52. */
  private static final int BEFORE_THE_FIRST = 44;

  private Older() {}

  static byte[] classFile(Path file, int release) throws IOException {
    ClassWriter writer = new ClassWriter(0);
    Remapper names =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            return internalName.replaceFirst("^jakarta/", "javax/");
          }
        };
    new ClassReader(Files.readAllBytes(file))
        .accept(new Version(new ClassRemapper(writer, names), BEFORE_THE_FIRST + release), 0);
    return writer.toByteArray();
  }

  private static final class Version extends ClassVisitor {
    private final int wanted;

    Version(ClassVisitor next, int wanted) {
      super(Opcodes.ASM9, next);
      this.wanted = wanted;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(wanted, access, name, signature, superName, interfaces);
    }
  }
}
