// SPDX-License-Identifier: Apache-2.0
package app;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * An agent that changes the classes of ours as they are loaded: {@code calls} lets each method call
 * {@link Fault#at} first; {@code clock} gives them a clock that jumps; {@code corrupt=NAME} makes a
 * class whose name ends so one that cannot be loaded.
 */
public final class Saboteur implements ClassFileTransformer {

  private static final String FAULT = "app/Fault";
  private static final String CORRUPT = "corrupt=";

  private final String what;

  private Saboteur(String what) {
    this.what = what;
  }

  public static void premain(String what, Instrumentation instrumentation) {
    instrumentation.addTransformer(new Saboteur(what));
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    if (name == null || !isOfTheAgent(name, loader)) {
      return classFile;
    }
    if (what.startsWith(CORRUPT)) {
      return name.endsWith(what.substring(CORRUPT.length())) ? new byte[] {1, 2, 3, 4} : classFile;
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    boolean clock = what.equals("clock");
    if (!clock && !name.startsWith("dev/hangup/")) {
      return classFile;
    }
    reader.accept(new Sabotaged(name, clock, writer), 0);
    return writer.toByteArray();
  }

  /** Not the root of the jar, which is a part of the application's class path. */
  private static boolean isOfTheAgent(String name, ClassLoader loader) {
    return loader != null
        && loader.getClass().getName().startsWith("dev.hangup.")
        && (name.startsWith("dev/hangup/") || name.startsWith("io/opentelemetry/"));
  }

  private static final class Sabotaged extends ClassVisitor {

    private final String owner;
    private final boolean clock;

    Sabotaged(String owner, boolean clock, ClassVisitor next) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
      this.clock = clock;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (clock) {
        return new JumpingClock(next);
      }
      // A class whose initializer fails is lost for good, and all later turns with it.
      boolean failing = (access & Opcodes.ACC_ABSTRACT) == 0 && !name.equals("<clinit>");
      return failing ? new Failing(Fault.number(owner + '.' + name + descriptor), next) : next;
    }
  }

  private static final class Failing extends MethodVisitor {

    private final int number;

    Failing(int number, MethodVisitor next) {
      super(Opcodes.ASM9, next);
      this.number = number;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitLdcInsn(number);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, FAULT, "at", "(I)V", false);
    }
  }

  private static final class JumpingClock extends MethodVisitor {

    JumpingClock(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (owner.equals("java/lang/System") && name.equals("currentTimeMillis")) {
        super.visitMethodInsn(opcode, FAULT, name, descriptor, false);
      } else if (owner.equals("java/time/Instant")
          && name.equals("now")
          && descriptor.startsWith("()")) {
        super.visitMethodInsn(opcode, FAULT, name, descriptor, false);
      } else if (owner.equals("java/time/Clock") && name.equals("instant")) {
        super.visitInsn(Opcodes.POP);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, FAULT, "now", "()Ljava/time/Instant;", false);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }
  }
}
