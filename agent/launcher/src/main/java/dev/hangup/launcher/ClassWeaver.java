// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StateField;
import java.util.List;
import java.util.Map;
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

  private final Map<String, List<Change>> changes;
  private final boolean addField;

  /** To one method. */
  interface Change {

    /**
     * Sees the method before {@code next} does.
     *
     * @param access the method's flags
     */
    MethodVisitor before(MethodVisitor next, int access);
  }

  /** {@code changes} by {@code name + descriptor}; the last sees the method first. */
  ClassWeaver(ClassWriter writer, Map<String, List<Change>> changes, boolean addField) {
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
    MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
    for (Change change : changes.getOrDefault(name + descriptor, List.of())) {
      method = change.before(method, access);
    }
    return method;
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
