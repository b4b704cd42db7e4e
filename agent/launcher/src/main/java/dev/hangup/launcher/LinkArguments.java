// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Says in each call that advice put into a method which code it stands for. Byte Buddy could, but
 * would load two hundred classes more for two strings, in the middle of an application's start.
 */
final class LinkArguments extends MethodVisitor {

  private final Handle link;
  private final String moduleClass;
  private final String handler;

  LinkArguments(Handle link, String moduleClass, String handler, MethodVisitor next) {
    super(Opcodes.ASM9, next);
    this.link = link;
    this.moduleClass = moduleClass;
    this.handler = handler;
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    if (arguments.length == 0 && bootstrap.equals(link)) {
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, moduleClass, handler);
    } else {
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }
  }
}
