// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.instrumentation.api.TapPoint.Advise;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Advice that only begins a method, takes {@code this} and arguments and gives nothing back; all
 * that Netty loads before its first connection has no other. Nothing of Byte Buddy is needed for it
 * but its annotations, which are read as bytes: a server that starts does not wait for Byte Buddy.
 * Everything else is {@link WovenAdvice}.
 *
 * @param method of the advice, and what follows is its descriptor
 * @param loads of each of its parameters: the argument of the library's method, or {@link #THIS}
 */
record EntryCall(String method, String descriptor, List<Integer> loads) {

  static final int THIS = -1;

  /** No method of advice can have this name: something was thrown on the way to one. */
  static final String CAUGHT = "not-advice-but-caught";

  private static final String THIS_ANNOTATION = "Lnet/bytebuddy/asm/Advice$This;";
  private static final String ARGUMENT_ANNOTATION = "Lnet/bytebuddy/asm/Advice$Argument;";
  private static final String THROWABLE = "java/lang/Throwable";
  private static final String OF_CAUGHT = "(Ljava/lang/Throwable;)V";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** Null where the handler is more than that. */
  static @Nullable EntryCall of(byte[] adviceClass, String handler) {
    String member = Advise.member(handler);
    if (member == null) {
      return null;
    }
    Reader reader = new Reader(member);
    new ClassReader(adviceClass)
        .accept(reader, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return reader.onlyOne();
  }

  /** Whether a method has at hand what is to be loaded; a constructor has no {@code this} yet. */
  boolean fits(int access, String name, String ofMethod) {
    Type[] has = Type.getArgumentTypes(ofMethod);
    Type[] wants = Type.getArgumentTypes(descriptor);
    for (int i = 0; i < wants.length; i++) {
      int load = loads.get(i);
      if (load == THIS
          ? !isObject(wants[i]) || (access & Opcodes.ACC_STATIC) != 0
          : load >= has.length || !canBe(has[load], wants[i])) {
        return false;
      }
    }
    return !name.startsWith("<");
  }

  private static boolean canBe(Type has, Type wants) {
    return has.equals(wants) || (isObject(has) && isObject(wants));
  }

  private static boolean isObject(Type type) {
    return type.getSort() == Type.OBJECT;
  }

  /** Puts it before the code of a method that {@link #fits}. */
  MethodVisitor before(
      MethodVisitor next,
      int access,
      String className,
      String ofMethod,
      Handle link,
      String moduleClass,
      String handler) {
    Type[] has = Type.getArgumentTypes(ofMethod);
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
    return new Writer(next, stack()) {
      @Override
      void load() {
        Type[] wants = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < wants.length; i++) {
          int load = loads.get(i);
          Type loaded = load == THIS ? Type.getObjectType(className) : has[load];
          visitVarInsn(loaded.getOpcode(Opcodes.ILOAD), load == THIS ? 0 : slot(load));
          if (!loaded.equals(wants[i]) && !wants[i].getDescriptor().equals(OBJECT)) {
            // What is not, is caught and told. Unchecked, the JVM would refuse the class.
            visitTypeInsn(Opcodes.CHECKCAST, wants[i].getInternalName());
          }
        }
        visitInvokeDynamicInsn(method, descriptor, link, moduleClass, handler);
      }

      @Override
      void tell() {
        visitInvokeDynamicInsn(CAUGHT, OF_CAUGHT, link, moduleClass, handler);
      }

      private int slot(int argument) {
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < argument; i++) {
          slot += has[i].getSize();
        }
        return slot;
      }
    };
  }

  private int stack() {
    return Math.max(1, Type.getArgumentsAndReturnSizes(descriptor) >> 2); // and one for a this
  }

  /**
   * A handler around the call: a type of its descriptor may not be there for the library's loader,
   * or an object is not what it was in all versions that are known. It counts as a failure of ours.
   * Before the first instruction the locals are what the JVM takes for granted, and so are they
   * after it, so no frame of the method's own changes.
   */
  private abstract static class Writer extends MethodVisitor {

    private final int stack;

    Writer(MethodVisitor next, int stack) {
      super(Opcodes.ASM9, next);
      this.stack = stack;
    }

    abstract void load();

    /** Takes what was thrown. */
    abstract void tell();

    @Override
    public void visitCode() {
      super.visitCode();
      Label begin = new Label();
      Label end = new Label();
      Label caught = new Label();
      Label after = new Label();
      visitTryCatchBlock(begin, end, caught, THROWABLE);
      visitLabel(begin);
      load();
      visitLabel(end);
      visitJumpInsn(Opcodes.GOTO, after);
      visitLabel(caught);
      visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {THROWABLE});
      tell();
      visitLabel(after);
      visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      visitInsn(Opcodes.NOP); // the method may begin with a frame of its own
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(Math.max(maxStack, stack), maxLocals);
    }
  }

  private static final class Reader extends ClassVisitor {

    private static final String ENTER = Type.getDescriptor(OnEnter.class);
    private static final String RETURN = Type.getDescriptor(OnReturn.class);
    private static final String EXIT = Type.getDescriptor(OnExit.class);

    private final String member;
    private final List<Method> found = new ArrayList<>();

    Reader(String member) {
      super(Opcodes.ASM9);
      this.member = member;
    }

    @Nullable EntryCall onlyOne() {
      return found.size() == 1 ? found.get(0).asCall() : null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return name.equals(member) || name.equals(member + TapPoint.DONE)
          ? new Method(name, descriptor)
          : null;
    }

    /** What is said of it; of a method without our annotations nothing is kept. */
    private final class Method extends MethodVisitor {

      private final String name;
      private final String descriptor;
      private final Integer[] loads;
      private boolean isMore;

      Method(String name, String descriptor) {
        super(Opcodes.ASM9);
        this.name = name;
        this.descriptor = descriptor;
        this.loads = new Integer[Type.getArgumentTypes(descriptor).length];
      }

      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
        if (annotation.equals(ENTER)) {
          found.add(this);
        } else if (annotation.equals(RETURN) || annotation.equals(EXIT)) {
          isMore = true;
          found.add(this);
        }
        return null;
      }

      @Override
      public @Nullable AnnotationVisitor visitParameterAnnotation(
          int parameter, String annotation, boolean visible) {
        if (annotation.equals(THIS_ANNOTATION)) {
          loads[parameter] = THIS;
          return new Only("", null);
        }
        if (annotation.equals(ARGUMENT_ANNOTATION)) {
          return new Only("value", parameter);
        }
        isMore = true;
        return null;
      }

      @Nullable EntryCall asCall() {
        List<Integer> all = new ArrayList<>();
        for (Integer load : loads) {
          if (load == null) {
            return null;
          }
          all.add(load);
        }
        return isMore || !descriptor.endsWith(")V") ? null : new EntryCall(name, descriptor, all);
      }

      /** An annotation that says one thing and no other. */
      private final class Only extends AnnotationVisitor {

        private final String only;
        private final @Nullable Integer parameter;

        Only(String only, @Nullable Integer parameter) {
          super(Opcodes.ASM9);
          this.only = only;
          this.parameter = parameter;
        }

        @Override
        public void visit(String name, Object value) {
          if (parameter != null && name.equals(only) && value instanceof Integer argument) {
            loads[parameter] = argument;
          } else {
            isMore = true;
          }
        }

        @Override
        public void visitEnum(String name, String descriptor, String value) {
          isMore = true;
        }
      }
    }
  }
}
