// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StateField;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the methods it has something for, copies all others byte by byte, and adds the field for
 * state where asked to.
 */
final class ClassWeaver extends ClassVisitor {

  private final Map<String, UnaryOperator<MethodVisitor>> changes;
  private final boolean addField;

  /** {@code changes} by {@code name + descriptor}. */
  ClassWeaver(
      ClassWriter writer, Map<String, UnaryOperator<MethodVisitor>> changes, boolean addField) {
    super(Opcodes.ASM9, writer);
    this.changes = changes;
    this.addField = addField;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
    UnaryOperator<MethodVisitor> change = changes.get(name + descriptor);
    return change == null ? writer : change.apply(writer);
  }

  /**
   * Public, so that no rights are needed to reach it; synthetic and transient, so that neither
   * serialisation nor reflection that looks at declared members in earnest makes anything of it.
   */
  @Override
  public void visitEnd() {
    if (addField) {
      FieldVisitor field =
          visitField(
              Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_TRANSIENT,
              StateField.NAME,
              "Ljava/lang/Object;",
              null,
              null);
      if (field != null) {
        field.visitEnd();
      }
    }
    super.visitEnd();
  }
}
