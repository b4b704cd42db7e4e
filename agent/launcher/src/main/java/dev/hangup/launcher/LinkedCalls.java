// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.TapPoint;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls of advice through the dispatcher, each saying which code it stands for. Byte Buddy
 * writes a plain call of the advice's method, as it does where both are visible to each other; this
 * stands behind it and makes a linked one of it, which takes and leaves the same.
 *
 * <p>Byte Buddy can do as much by itself, but to describe one bootstrap method and two strings it
 * loads two hundred classes more and makes a dozen, in the middle of an application's start.
 */
final class LinkedCalls extends MethodVisitor {

  private final Handle link;
  private final String moduleClass;
  private final String handler;

  /** Internal name of the class that the plain calls are made of. */
  private final String advice;

  LinkedCalls(Handle link, String moduleClass, String handler, MethodVisitor next) {
    super(Opcodes.ASM9, next);
    this.link = link;
    this.moduleClass = moduleClass;
    this.handler = handler;
    this.advice = TapPoint.Advise.className(handler).replace('.', '/');
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (opcode == Opcodes.INVOKESTATIC && owner.equals(advice)) {
      visitInvokeDynamicInsn(name, descriptor, link, moduleClass, handler);
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  /**
   * A class of a stack as Byte Buddy must see it to write that plain call: public, and so are its
   * methods; with Byte Buddy's annotations for ours. What is loaded stays as it is.
   *
   * @param member the methods of this name and no others, see {@link TapPoint.Advise}; null for all
   */
  static byte[] callable(byte[] classFile, @Nullable String member) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new Callable(writer, member), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }

  private static final class Callable extends ClassVisitor {

    private final @Nullable String member;

    Callable(ClassWriter writer, @Nullable String member) {
      super(Opcodes.ASM9, writer);
      this.member = member;
    }

    private static int opened(int access) {
      return (access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED)) | Opcodes.ACC_PUBLIC;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(version, opened(access), name, signature, superName, interfaces);
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outerName, @Nullable String innerName, int access) {
      super.visitInnerClass(name, outerName, innerName, opened(access));
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (member != null && !name.equals(member) && !name.equals(member + TapPoint.DONE)) {
        return null;
      }
      return new Annotated(
          super.visitMethod(opened(access), name, descriptor, signature, exceptions));
    }
  }

  /**
   * Turns our annotations into Byte Buddy's, with what every advice must say: called and not copied
   * in, and nothing that it throws gets out.
   */
  private static final class Annotated extends MethodVisitor {

    private static final String ENTER = Type.getDescriptor(Advice.OnMethodEnter.class);
    private static final String EXIT = Type.getDescriptor(Advice.OnMethodExit.class);

    Annotated(MethodVisitor writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (descriptor.equals(Type.getDescriptor(OnEnter.class))) {
        return advice(ENTER, false);
      }
      if (descriptor.equals(Type.getDescriptor(OnReturn.class))) {
        return advice(EXIT, false);
      }
      return descriptor.equals(Type.getDescriptor(OnExit.class))
          ? advice(EXIT, true)
          : super.visitAnnotation(descriptor, visible);
    }

    private @Nullable AnnotationVisitor advice(String kind, boolean alsoWhereItThrew) {
      AnnotationVisitor annotation = super.visitAnnotation(kind, true);
      Type anything = Type.getType(Throwable.class);
      annotation.visit("inline", false);
      annotation.visit("suppress", anything);
      if (alsoWhereItThrew) {
        annotation.visit("onThrowable", anything);
      }
      annotation.visitEnd();
      return null;
    }
  }
}
