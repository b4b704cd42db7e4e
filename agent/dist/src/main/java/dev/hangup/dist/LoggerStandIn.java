// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import org.jspecify.annotations.Nullable;

/**
 * Lets the SDK log to us instead of {@code java.util.logging}, whose first use sets up the log
 * manager of the whole process: application servers that bring their own would no longer start.
 * {@code Level} stays the JDK's. A method the SDK calls and the stand-in lacks fails the build.
 */
final class LoggerStandIn {

  private static final String LOGGER = "java/util/logging/Logger";
  private static final String STAND_IN = "dev/hangup/export/log/Logger";

  private final Set<String> methods;

  private LoggerStandIn(Set<String> methods) {
    this.methods = methods;
  }

  static LoggerStandIn in(List<InputJar> inputs) {
    String file = STAND_IN + ".class";
    for (InputJar input : inputs) {
      if (input.has(file)) {
        return new LoggerStandIn(methods(input.bytes(file)));
      }
    }
    throw new IllegalStateException(STAND_IN + " is missing");
  }

  private static Set<String> methods(byte[] classFile) {
    Set<String> found = new HashSet<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                if ((access & Opcodes.ACC_PUBLIC) != 0) {
                  found.add(name + descriptor);
                }
                return null;
              }
            },
            ClassReader.SKIP_CODE);
    return found;
  }

  /** The class with the stand-in in place of the logger; unchanged where it uses none. */
  byte[] usedBy(String name, byte[] classFile) {
    boolean[] used = new boolean[1];
    ClassWriter writer = new ClassWriter(0);
    SimpleRemapper standIn =
        new SimpleRemapper(Opcodes.ASM9, LOGGER, STAND_IN) {
          @Override
          public @Nullable String map(String key) {
            used[0] |= key.equals(LOGGER);
            return super.map(key);
          }
        };
    ClassReader reader = new ClassReader(classFile);
    reader.accept(new ClassRemapper(writer, standIn), 0);
    if (!used[0]) {
      return classFile;
    }
    byte[] result = writer.toByteArray();
    new ClassReader(result).accept(new Calls(name), ClassReader.SKIP_DEBUG);
    return result;
  }

  private final class Calls extends ClassVisitor {
    private final String caller;

    Calls(String caller) {
      super(Opcodes.ASM9);
      this.caller = caller;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String form, boolean isInterface) {
          if (owner.equals(STAND_IN) && !methods.contains(called + form)) {
            throw new IllegalStateException(
                caller + " calls " + called + form + ", which " + STAND_IN + " does not have");
          }
        }
      };
    }
  }
}
