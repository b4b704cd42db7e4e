// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * What {@code java.lang.runtime.ObjectMethods} makes for a record when it is first asked: written
 * out, with the same results. Stands where the dynamic call was, with the same operands on the
 * stack.
 */
final class Records {

  static final String SUPER = "java/lang/Record";
  static final String OBJECT = "Ljava/lang/Object;";

  private static final String BUILDER = "java/lang/StringBuilder";
  private static final String OBJECTS = "java/util/Objects";

  private Records() {}

  static boolean isObjectMethod(Handle bootstrap) {
    return bootstrap.getOwner().equals("java/lang/runtime/ObjectMethods");
  }

  /**
   * Writes the body.
   *
   * @param arguments the record's class, its components' names in one string, their getters
   */
  static void write(String method, Object[] arguments, String simpleName, MethodVisitor into) {
    String names = (String) arguments[1];
    Handle[] fields = new Handle[arguments.length - 2];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = (Handle) arguments[i + 2];
    }
    switch (method) {
      case "equals" -> equals((Type) arguments[0], fields, into);
      case "hashCode" -> hashCode(fields, into);
      case "toString" ->
          string(simpleName, names.isEmpty() ? new String[0] : names.split(";", -1), fields, into);
      default -> throw new IllegalStateException(method);
    }
  }

  // On the stack: the record and the other object. What javac wrote follows: ireturn.
  private static void equals(Type record, Handle[] fields, MethodVisitor into) {
    Label different = new Label();
    into.visitInsn(Opcodes.POP2);
    into.visitVarInsn(Opcodes.ALOAD, 1);
    into.visitTypeInsn(Opcodes.INSTANCEOF, record.getInternalName());
    into.visitJumpInsn(Opcodes.IFEQ, different);
    for (Handle field : fields) {
      get(0, record, field, into);
      get(1, record, field, into);
      compare(field.getDesc(), different, into);
    }
    into.visitInsn(Opcodes.ICONST_1);
    into.visitInsn(Opcodes.IRETURN);
    into.visitLabel(different);
    into.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    into.visitInsn(Opcodes.ICONST_0);
  }

  private static void compare(String type, Label different, MethodVisitor into) {
    switch (type.charAt(0)) {
      case 'L', '[' -> {
        into.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            OBJECTS,
            "equals",
            "(Ljava/lang/Object;Ljava/lang/Object;)Z",
            false);
        into.visitJumpInsn(Opcodes.IFEQ, different);
      }
      case 'J' -> {
        into.visitInsn(Opcodes.LCMP);
        into.visitJumpInsn(Opcodes.IFNE, different);
      }
      case 'D', 'F' -> {
        into.visitMethodInsn(
            Opcodes.INVOKESTATIC, box(type), "compare", '(' + type + type + ")I", false);
        into.visitJumpInsn(Opcodes.IFNE, different);
      }
      default -> into.visitJumpInsn(Opcodes.IF_ICMPNE, different);
    }
  }

  // On the stack: the record. Left there: the number.
  private static void hashCode(Handle[] fields, MethodVisitor into) {
    into.visitInsn(Opcodes.POP);
    into.visitInsn(Opcodes.ICONST_0);
    for (Handle field : fields) {
      into.visitIntInsn(Opcodes.BIPUSH, 31);
      into.visitInsn(Opcodes.IMUL);
      get(0, Type.getObjectType(field.getOwner()), field, into);
      String type = field.getDesc();
      boolean reference = type.length() > 1;
      into.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          reference ? OBJECTS : box(type),
          "hashCode",
          '(' + (reference ? OBJECT : type) + ")I",
          false);
      into.visitInsn(Opcodes.IADD);
    }
  }

  // On the stack: the record. Left there: the string.
  private static void string(
      String simpleName, String[] names, Handle[] fields, MethodVisitor into) {
    into.visitInsn(Opcodes.POP);
    into.visitTypeInsn(Opcodes.NEW, BUILDER);
    into.visitInsn(Opcodes.DUP);
    into.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    for (int i = 0; i < fields.length; i++) {
      append((i == 0 ? simpleName + '[' : ", ") + names[i] + '=', into);
      get(0, Type.getObjectType(fields[i].getOwner()), fields[i], into);
      append(shown(fields[i].getDesc()), into);
    }
    append(fields.length == 0 ? simpleName + "[]" : "]", into);
    into.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
  }

  private static void append(String text, MethodVisitor into) {
    into.visitLdcInsn(text);
    append(Type.getType(String.class), into);
  }

  private static void append(Type type, MethodVisitor into) {
    into.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        BUILDER,
        "append",
        '(' + type.getDescriptor() + ")L" + BUILDER + ';',
        false);
  }

  private static Type shown(String type) {
    return switch (type) {
      case "B", "S" -> Type.INT_TYPE;
      default -> type.length() == 1 ? Type.getType(type) : Type.getType(Object.class);
    };
  }

  private static void get(int variable, Type record, Handle field, MethodVisitor into) {
    into.visitVarInsn(Opcodes.ALOAD, variable);
    if (variable == 1) {
      into.visitTypeInsn(Opcodes.CHECKCAST, record.getInternalName());
    }
    into.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
  }

  private static String box(String type) {
    return switch (type) {
      case "Z" -> "java/lang/Boolean";
      case "B" -> "java/lang/Byte";
      case "C" -> "java/lang/Character";
      case "S" -> "java/lang/Short";
      case "I" -> "java/lang/Integer";
      case "J" -> "java/lang/Long";
      case "F" -> "java/lang/Float";
      case "D" -> "java/lang/Double";
      default -> throw new IllegalArgumentException(type);
    };
  }
}
