// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** What a class file of version 50 must keep to be lifted to 51 (JVMS 4.10.1). */
class Java6Test {

  @Test
  void codeThatRunsStraightNeedsNoStackMap() {
    assertThat(Java6.lifted(withMethod(code -> code.visitInsn(Opcodes.RETURN))))
        .satisfies(lifted -> assertThat(lifted[7]).isEqualTo((byte) Opcodes.V1_7));
  }

  @Test
  void aJumpWithAFrameAtItsTargetMayBeLifted() {
    assertThat(Java6.lifted(withMethod(code -> jump(code, true)))).isNotNull();
  }

  @Test
  void aJumpWithoutAFrameMayNot() {
    assertThat(Java6.lifted(withMethod(code -> jump(code, false)))).isNull();
  }

  @Test
  void anExceptionHandlerNeedsAFrame() {
    assertThat(Java6.lifted(withMethod(code -> handler(code, true)))).isNotNull();
    assertThat(Java6.lifted(withMethod(code -> handler(code, false)))).isNull();
  }

  @Test
  void codeNobodyReachesNeedsAFrame() {
    assertThat(
            Java6.lifted(
                withMethod(
                    code -> {
                      code.visitInsn(Opcodes.RETURN);
                      code.visitInsn(Opcodes.RETURN);
                    })))
        .isNull();
  }

  @Test
  void aSwitchNeedsAFrameAtEveryTarget() {
    assertThat(Java6.lifted(withMethod(code -> lookup(code, true)))).isNotNull();
    assertThat(Java6.lifted(withMethod(code -> lookup(code, false)))).isNull();
  }

  @Test
  void subroutinesMayNotBeLifted() {
    assertThat(
            Java6.lifted(
                withMethod(
                    code -> {
                      Label routine = new Label();
                      code.visitJumpInsn(Opcodes.JSR, routine);
                      code.visitInsn(Opcodes.RETURN);
                      code.visitLabel(routine);
                      code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
                      code.visitVarInsn(Opcodes.ASTORE, 0);
                      code.visitVarInsn(Opcodes.RET, 0);
                    })))
        .isNull();
  }

  @Test
  void theOriginalIsLeftAsItWas() {
    byte[] original = withMethod(code -> code.visitInsn(Opcodes.RETURN));

    Java6.lifted(original);

    assertThat(original[7]).isEqualTo((byte) Opcodes.V1_6);
  }

  private static void jump(MethodVisitor code, boolean frame) {
    Label end = new Label();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitJumpInsn(Opcodes.IFEQ, end);
    code.visitInsn(Opcodes.NOP);
    code.visitLabel(end);
    frame(code, frame);
    code.visitInsn(Opcodes.RETURN);
  }

  private static void lookup(MethodVisitor code, boolean frameAtSecond) {
    Label first = new Label();
    Label second = new Label();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitLookupSwitchInsn(second, new int[] {1}, new Label[] {first});
    code.visitLabel(first);
    frame(code, true);
    code.visitInsn(Opcodes.NOP);
    code.visitLabel(second);
    frame(code, frameAtSecond);
    code.visitInsn(Opcodes.RETURN);
  }

  private static void handler(MethodVisitor code, boolean frame) {
    Label start = new Label();
    Label end = new Label();
    Label handler = new Label();
    code.visitTryCatchBlock(start, end, handler, null);
    code.visitLabel(start);
    code.visitInsn(Opcodes.NOP);
    code.visitLabel(end);
    code.visitInsn(Opcodes.RETURN);
    code.visitLabel(handler);
    if (frame) {
      code.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Throwable"});
    }
    code.visitInsn(Opcodes.ATHROW);
  }

  private static void frame(MethodVisitor code, boolean present) {
    if (present) {
      code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }
  }

  private static byte[] withMethod(Consumer<MethodVisitor> body) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V1_6, Opcodes.ACC_PUBLIC, "lib/Old", null, "java/lang/Object", null);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "m", "()V", null, null);
    code.visitCode();
    body.accept(code);
    code.visitMaxs(2, 2);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
