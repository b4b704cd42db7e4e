// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint.SubstituteCall;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Turns an instance call into a linked one that takes the receiver as its first argument. The
 * operand stack is the same before and after, so no frame changes. The original goes along as a
 * method handle: where our code cannot be linked, it is what is called.
 */
final class CallReplacement extends MethodVisitor {

  private final SubstituteCall substitution;
  private final Handle link;
  private final String moduleClass;
  private final String handler;

  CallReplacement(
      SubstituteCall substitution,
      Handle link,
      String moduleClass,
      String handler,
      MethodVisitor next) {
    super(Opcodes.ASM9, next);
    this.substitution = substitution;
    this.link = link;
    this.moduleClass = moduleClass;
    this.handler = handler;
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isTheCall(opcode, owner, name, descriptor)) {
      String form = "(L" + owner + ';' + descriptor.substring(1);
      Handle original = original(opcode, owner, name, descriptor, isInterface);
      visitInvokeDynamicInsn(name, form, link, moduleClass, handler, original);
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  private boolean isTheCall(int opcode, String owner, String name, String descriptor) {
    return (opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE)
        && owner.equals(substitution.owner().replace('.', '/'))
        && name.equals(substitution.called().name())
        && descriptor.equals(substitution.called().descriptor());
  }

  private static Handle original(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    int kind =
        opcode == Opcodes.INVOKEINTERFACE ? Opcodes.H_INVOKEINTERFACE : Opcodes.H_INVOKEVIRTUAL;
    return new Handle(kind, owner, name, descriptor, isInterface);
  }
}
