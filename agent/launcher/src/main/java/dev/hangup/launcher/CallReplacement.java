// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint.SubstituteCall;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;

/**
 * Turns an instance call into a linked one that takes the receiver as its first argument. The
 * operand stack is the same before and after, so no frame changes. The original goes along as a
 * method handle: where our code cannot be linked, it is what is called.
 */
record CallReplacement(
    Dispatcher dispatcher, String stack, String handler, SubstituteCall substitution)
    implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

  @Override
  public MethodVisitor wrap(
      TypeDescription type,
      MethodDescription method,
      MethodVisitor visitor,
      Implementation.Context context,
      TypePool types,
      int writerFlags,
      int readerFlags) {
    return new MethodVisitor(Opcodes.ASM9, visitor) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (isTheCall(opcode, owner, name, descriptor)) {
          visitInvokeDynamicInsn(
              name,
              "(L" + owner + ';' + descriptor.substring(1),
              dispatcher.handle(),
              stack,
              handler,
              original(opcode, owner, name, descriptor, isInterface));
        } else {
          super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
      }
    };
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
