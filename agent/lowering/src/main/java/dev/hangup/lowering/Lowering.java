// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.util.Collection;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.ConstantDynamic;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.RecordComponentVisitor;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Class files of Java 17, as {@code javac} writes them, to class files of Java 8 that do the same.
 *
 * <ul>
 *   <li>A record becomes a final class; what the JVM would make for it at run time ({@code equals},
 *       {@code hashCode}, {@code toString}) is written out.
 *   <li>Nest mates become plain members of a package: what another class of the nest uses is no
 *       longer private. A method so opened is final, so nothing can override it unseen.
 *   <li>A private method is called by {@code invokespecial}, as Java 8 wants it.
 *   <li>{@code ByteBuffer.flip()} and its like, which return a {@code ByteBuffer} since Java 9, are
 *       called as methods of {@code Buffer}.
 *   <li>What newer releases brought to the library is called in our own classes, see {@link
 *       Replacements}.
 *   <li>A method that is to be compiled apart becomes too long to be inlined, by code that is never
 *       reached.
 * </ul>
 *
 * What it does not know, it refuses; what it overlooks, {@link JavaApi} finds.
 */
public final class Lowering {

  private static final int TARGET = Opcodes.V1_8;

  private static final String COMPILED_APART = "Ldev/hangup/jdk/CompiledApart;";

  /**
   * HotSpot's {@code FreqInlineSize}: what has more bytes is not inlined, however often it runs.
   */
  private static final int LONGEST_INLINED = 325;

  private static final Object[] NOTHING = {};

  private final Members members;
  private final Replacements replacements;

  private Lowering(Members members, Replacements replacements) {
    this.members = members;
    this.replacements = replacements;
  }

  /**
   * For classes that belong together.
   *
   * @param classes all of them, since one tells what of another must be opened
   */
  public static Lowering of(Collection<byte[]> classes) {
    return new Lowering(Members.of(classes), Replacements.ofOurs());
  }

  /** The same class for Java 8. A class that is old enough stays as it is. */
  public byte[] lowered(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    if (version(classFile) <= TARGET) {
      return classFile;
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    reader.accept(new Lowered(writer), 0);
    return writer.toByteArray();
  }

  /** The major version of a class file. */
  public static int version(byte[] classFile) {
    return (classFile[6] & 0xff) << 8 | (classFile[7] & 0xff);
  }

  private final class Lowered extends ClassVisitor {

    private String self = "";
    private boolean isInterface;
    private boolean isRecord;

    Lowered(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      self = name;
      isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
      isRecord = Records.SUPER.equals(superName);
      super.visit(
          TARGET,
          access & ~Opcodes.ACC_RECORD,
          name,
          signature == null ? null : signature.replace('L' + Records.SUPER + ';', Records.OBJECT),
          isRecord ? "java/lang/Object" : superName,
          interfaces);
    }

    @Override
    public void visitNestHost(String host) {}

    @Override
    public void visitNestMember(String member) {}

    @Override
    public void visitPermittedSubclass(String permitted) {}

    @Override
    public @Nullable RecordComponentVisitor visitRecordComponent(
        String name, String descriptor, @Nullable String signature) {
      return null;
    }

    @Override
    public FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      boolean opened = members.isOpened(self, name, descriptor);
      return super.visitField(
          opened ? access & ~Opcodes.ACC_PRIVATE : access, name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      int lowered = access;
      if (members.isOpened(self, name, descriptor)) {
        if (isInterface) {
          throw new IllegalStateException(
              self + '.' + name + " is private in an interface, and used by others of its nest");
        }
        boolean overridable = (access & Opcodes.ACC_STATIC) == 0 && !name.equals("<init>");
        lowered = (access & ~Opcodes.ACC_PRIVATE) | (overridable ? Opcodes.ACC_FINAL : 0);
      }
      MethodVisitor next = super.visitMethod(lowered, name, descriptor, signature, exceptions);
      return new Body(next, self + '.' + name);
    }

    /** None in the classes that know about releases. */
    private Replacements.@Nullable Call replacement(
        boolean isStatic, String owner, String name, String descriptor) {
      return self.startsWith(Replacements.SEAM)
          ? null
          : replacements.of(isStatic, owner, name, descriptor);
    }

    /** The code of one method. Every change takes from the stack what was taken, and leaves it. */
    private final class Body extends MethodVisitor {

      private final String where;
      private boolean compiledApart;

      Body(MethodVisitor next, String where) {
        super(Opcodes.ASM9, next);
        this.where = where;
      }

      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        if (descriptor.equals(COMPILED_APART)) {
          compiledApart = true;
          return null;
        }
        return super.visitAnnotation(descriptor, visible);
      }

      @Override
      public void visitMaxs(int stack, int locals) {
        if (compiledApart) {
          super.visitFrame(Opcodes.F_FULL, 0, NOTHING, 0, NOTHING);
          for (int i = 0; i < LONGEST_INLINED; i++) {
            super.visitInsn(Opcodes.NOP);
          }
          super.visitInsn(Opcodes.ACONST_NULL);
          super.visitInsn(Opcodes.ATHROW);
        }
        super.visitMaxs(stack, locals);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        if (isRecord && opcode == Opcodes.INVOKESPECIAL && owner.equals(Records.SUPER)) {
          super.visitMethodInsn(opcode, "java/lang/Object", name, descriptor, false);
          return;
        }
        Replacements.@Nullable Call ours =
            opcode == Opcodes.INVOKESPECIAL
                ? null
                : replacement(opcode == Opcodes.INVOKESTATIC, owner, name, descriptor);
        if (ours != null) {
          super.visitMethodInsn(Opcodes.INVOKESTATIC, ours.owner(), name, ours.descriptor(), false);
        } else if (Replacements.isCovariantBuffer(owner, name, descriptor)) {
          super.visitMethodInsn(
              opcode, Replacements.BUFFER, name, Replacements.ofBuffer(descriptor), false);
          super.visitTypeInsn(Opcodes.CHECKCAST, owner);
        } else if (isOwnPrivate(opcode, owner, name, descriptor)) {
          super.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, name, descriptor, ofInterface);
        } else {
          super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        }
      }

      private boolean isOwnPrivate(int opcode, String owner, String name, String descriptor) {
        return (opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE)
            && owner.equals(self)
            && members.isPrivate(owner, name, descriptor)
            && !members.isOpened(owner, name, descriptor);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        if (Records.isObjectMethod(bootstrap)) {
          Records.write(name, arguments, simpleName((Type) arguments[0]), mv);
          return;
        }
        if (!bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
          throw new IllegalStateException(where + " is linked by " + bootstrap);
        }
        Object[] lowered = arguments.clone();
        for (int i = 0; i < lowered.length; i++) {
          if (lowered[i] instanceof Handle handle) {
            lowered[i] = handle(handle);
          }
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, lowered);
      }

      /** A method that a lambda stands for. */
      private Handle handle(Handle handle) {
        Replacements.@Nullable Call ours =
            replacement(
                handle.getTag() == Opcodes.H_INVOKESTATIC,
                handle.getOwner(),
                handle.getName(),
                handle.getDesc());
        if (ours != null) {
          return new Handle(
              Opcodes.H_INVOKESTATIC, ours.owner(), handle.getName(), ours.descriptor(), false);
        }
        if (Replacements.isCovariantBuffer(handle.getOwner(), handle.getName(), handle.getDesc())) {
          throw new IllegalStateException(where + " has a lambda for " + handle);
        }
        int opcode =
            handle.getTag() == Opcodes.H_INVOKEINTERFACE
                ? Opcodes.INVOKEINTERFACE
                : handle.getTag() == Opcodes.H_INVOKEVIRTUAL ? Opcodes.INVOKEVIRTUAL : 0;
        return isOwnPrivate(opcode, handle.getOwner(), handle.getName(), handle.getDesc())
            ? new Handle(
                Opcodes.H_INVOKESPECIAL,
                handle.getOwner(),
                handle.getName(),
                handle.getDesc(),
                handle.isInterface())
            : handle;
      }

      @Override
      public void visitLdcInsn(Object value) {
        if (value instanceof ConstantDynamic) {
          throw new IllegalStateException(where + " has a constant that is computed: " + value);
        }
        super.visitLdcInsn(value);
      }
    }
  }

  /** As {@code Class.getSimpleName} has it, for a class that is not anonymous. */
  private String simpleName(Type type) {
    return members.simpleName(type.getInternalName());
  }
}
