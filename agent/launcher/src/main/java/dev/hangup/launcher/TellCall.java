// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint.Tell;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Begins a method with a linked call that only tells something. It takes {@code this} and arguments
 * as they came in and leaves nothing, before any jump: no frame changes.
 */
final class TellCall extends MethodVisitor {

  private static final String THIS = "this";

  private final Tell tell;
  private final String className;
  private final boolean isStatic;
  private final String descriptor;
  private final Handle link;
  private final String moduleClass;
  private final String handler;
  private int pushed;

  /**
   * @param className internal name of the class with the method
   */
  TellCall(
      Tell tell,
      String className,
      boolean isStatic,
      String descriptor,
      Handle link,
      String moduleClass,
      String handler,
      MethodVisitor next) {
    super(Opcodes.ASM9, next);
    this.tell = tell;
    this.className = className;
    this.isStatic = isStatic;
    this.descriptor = descriptor;
    this.link = link;
    this.moduleClass = moduleClass;
    this.handler = handler;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    String form = '(' + load(tell.of()) + load(tell.with()) + ")V";
    visitInvokeDynamicInsn("tell", form, link, moduleClass, handler);
  }

  /** Its type, empty where there is nothing to load. */
  private String load(@Nullable String path) {
    if (path == null) {
      return "";
    }
    String base = base(path);
    pushed++;
    if (base.equals(THIS)) {
      if (isStatic) {
        throw new IllegalStateException("a static method has no this: " + handler);
      }
      super.visitVarInsn(Opcodes.ALOAD, 0);
      return 'L' + className + ';';
    }
    return loadArgument(Integer.parseInt(base));
  }

  private String loadArgument(int wanted) {
    Type[] types = Type.getArgumentTypes(descriptor);
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < wanted; i++) {
      slot += types[i].getSize();
    }
    if (types[wanted].getSort() != Type.OBJECT) {
      throw new IllegalStateException("no object: argument " + wanted + " of " + handler);
    }
    super.visitVarInsn(Opcodes.ALOAD, slot);
    return types[wanted].getDescriptor();
  }

  /** What the method itself has at hand; the way on from there is the linker's. */
  static String base(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(Math.max(maxStack, pushed), maxLocals);
  }
}
