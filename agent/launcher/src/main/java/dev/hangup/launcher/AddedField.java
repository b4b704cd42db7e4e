// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;

/**
 * A public synthetic transient {@code Object}: no serialised form, no reflection of the
 * application's that skips synthetic members, sees a difference.
 */
final class AddedField extends AsmVisitorWrapper.AbstractBase {

  private final String name;

  AddedField(String name) {
    this.name = name;
  }

  @Override
  public ClassVisitor wrap(
      TypeDescription type,
      ClassVisitor visitor,
      Implementation.Context context,
      TypePool types,
      FieldList<FieldDescription.InDefinedShape> fields,
      MethodList<?> methods,
      int writerFlags,
      int readerFlags) {
    return new ClassVisitor(Opcodes.ASM9, visitor) {
      @Override
      public void visitEnd() {
        FieldVisitor field =
            visitField(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_TRANSIENT,
                name,
                "Ljava/lang/Object;",
                null,
                null);
        if (field != null) {
          field.visitEnd();
        }
        super.visitEnd();
      }
    };
  }
}
