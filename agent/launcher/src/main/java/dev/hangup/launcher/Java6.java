// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Class files of Java 6 (version 50; all of Netty 4.1) cannot hold an {@code invokedynamic}. One
 * version up they can, and may be lifted there if they already obey what that version made
 * mandatory: a stack map wherever the verifier needs one (JVMS 4.10.1), and no {@code jsr} or
 * {@code ret}. In version 50 both were optional, the JVM fell back to the old verifier.
 */
final class Java6 {

  static final int VERSION = Opcodes.V1_6;

  private Java6() {}

  /** The same class as version 51; null where it may not be lifted. */
  static byte @Nullable [] lifted(byte[] classFile) {
    Rules rules = new Rules();
    new ClassReader(classFile).accept(rules, ClassReader.SKIP_DEBUG);
    if (rules.broken) {
      return null;
    }
    byte[] lifted = classFile.clone();
    lifted[7] = (byte) Opcodes.V1_7; // u4 magic, u2 minor, u2 major
    return lifted;
  }

  private static final class Rules extends ClassVisitor {
    private boolean broken;

    Rules() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new StackMaps();
    }

    /** Every jump target, handler and instruction after an unconditional jump needs a frame. */
    private final class StackMaps extends MethodVisitor {
      private final Set<Label> needed = new HashSet<>();
      private final Set<Label> given = new HashSet<>();
      private final Set<Label> here = new HashSet<>();
      private boolean frameHere;
      private boolean unreachable;

      StackMaps() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visitLabel(Label label) {
        here.add(label);
        if (frameHere) {
          given.add(label);
        }
      }

      @Override
      public void visitFrame(
          int type,
          int localCount,
          Object @Nullable [] local,
          int stackCount,
          Object @Nullable [] stack) {
        frameHere = true;
        given.addAll(here);
      }

      private void instruction(boolean endsFlow) {
        broken |= unreachable && !frameHere;
        unreachable = endsFlow;
        frameHere = false;
        here.clear();
      }

      @Override
      public void visitInsn(int opcode) {
        instruction(
            opcode == Opcodes.ATHROW || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN));
      }

      @Override
      public void visitJumpInsn(int opcode, Label label) {
        broken |= opcode == Opcodes.JSR;
        needed.add(label);
        instruction(opcode == Opcodes.GOTO);
      }

      @Override
      public void visitTableSwitchInsn(int min, int max, Label standard, Label... labels) {
        needed.add(standard);
        needed.addAll(Arrays.asList(labels));
        instruction(true);
      }

      @Override
      public void visitLookupSwitchInsn(Label standard, int[] keys, Label[] labels) {
        needed.add(standard);
        needed.addAll(Arrays.asList(labels));
        instruction(true);
      }

      @Override
      public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        needed.add(handler);
      }

      @Override
      public void visitVarInsn(int opcode, int variable) {
        broken |= opcode == Opcodes.RET;
        instruction(false);
      }

      @Override
      public void visitIntInsn(int opcode, int operand) {
        instruction(false);
      }

      @Override
      public void visitTypeInsn(int opcode, String type) {
        instruction(false);
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        instruction(false);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        instruction(false);
      }

      @Override
      public void visitLdcInsn(Object value) {
        instruction(false);
      }

      @Override
      public void visitIincInsn(int variable, int increment) {
        instruction(false);
      }

      @Override
      public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        instruction(false);
      }

      @Override
      public void visitEnd() {
        broken |= !given.containsAll(needed);
      }
    }
  }
}
