// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.launcher.AdviceCode.Call;
import dev.hangup.launcher.AdviceCode.Kind;
import dev.hangup.launcher.AdviceCode.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls to advice around the body of one method:
 *
 * <pre>
 *   copies of the arguments that the exit wants
 *   try { entered = enter(...) } catch (Throwable) {}
 *   body, in which every return becomes: result = ...; goto exit
 *   exit:    try { exit(..., result, null) } catch (Throwable) {}  return result
 *   thrown:  try { exit(..., 0, thrown) } catch (Throwable) {}     throw thrown
 * </pre>
 *
 * <p>Our locals lie behind all of the method's own, so none of those moves; the method's stack map
 * frames are only lengthened. Behind the body nothing is known, or needed, of the method's own
 * locals. Our handlers cover our code alone, and the method's handlers never cover it. A call takes
 * what is at hand, as the library types it; fitting that to the advice is the linker's work.
 *
 * <p>Wants frames expanded. A constructor may be advised on exit, not on enter, since it cannot
 * hand out what is not constructed.
 */
final class Weaving extends MethodVisitor {

  private static final String OBJECT = "java/lang/Object";
  private static final String THROWABLE = "java/lang/Throwable";

  /** The method, as far as weaving needs to know it. */
  record Target(
      String owner, int access, String name, String descriptor, int maxLocals, Fields fields) {

    boolean isStatic() {
      return (access & Opcodes.ACC_STATIC) != 0;
    }

    boolean isConstructor() {
      return name.equals("<init>");
    }
  }

  /** Finds the type of a field, in the class or above it; throws where there is none to be read. */
  interface Fields {
    Field named(String name);
  }

  /** A field that may be read in the class at hand. */
  record Field(String owner, String name, String descriptor, boolean isStatic) {}

  private final Target target;
  private final AdviceCode advice;
  private final Handle link;
  private final String stackName;
  private final String handler;
  private final Type[] parameters;
  private final Type result;
  private final boolean returns;

  /** Copies of arguments, by argument; -1 where the exit does not want it. */
  private final int[] copies;

  /** A copy of {@code this}; 0, the thing itself, in a constructor, where it cannot be copied. */
  private int thisCopy;

  /** Our locals that live as long as the body, as frames list them. */
  private final List<Object> own = new ArrayList<>();

  private final Label body = new Label();
  private final Label exit = new Label();
  private int nextLocal;
  private int entered = -1;
  private int resultLocal = -1;
  private int thrownLocal = -1;
  private int stack;

  Weaving(
      Target target,
      AdviceCode advice,
      Handle link,
      String stack,
      String handler,
      MethodVisitor next) {
    super(Opcodes.ASM9, next);
    this.target = target;
    this.advice = advice;
    this.link = link;
    this.stackName = stack;
    this.handler = handler;
    this.parameters = Type.getArgumentTypes(target.descriptor());
    this.result = Type.getReturnType(target.descriptor());
    this.returns = !result.equals(Type.VOID_TYPE);
    this.copies = new int[parameters.length];
    this.nextLocal = target.maxLocals();
    if (target.isConstructor()
        && (advice.enter() != null || (advice.exit() != null && advice.exit().onThrowable()))) {
      throw new IllegalStateException("a constructor can be advised on normal exit only");
    }
  }

  @Override
  public void visitCode() {
    super.visitCode();
    copyArguments();
    Call enter = advice.enter();
    if (enter != null) {
      enter(enter);
    }
    visitLabel(body);
  }

  /** The method may use the slots of its arguments for something else before it returns. */
  private void copyArguments() {
    if (wantsThisOnExit() && !target.isConstructor()) {
      super.visitVarInsn(Opcodes.ALOAD, 0);
      thisCopy = newOwn(Type.getObjectType(target.owner()));
      super.visitVarInsn(Opcodes.ASTORE, thisCopy);
    }
    int slot = target.isStatic() ? 0 : 1;
    for (int i = 0; i < parameters.length; i++) {
      copies[i] = -1;
      if (wantedOnExit(i)) {
        super.visitVarInsn(parameters[i].getOpcode(Opcodes.ILOAD), slot);
        copies[i] = newOwn(parameters[i]);
        super.visitVarInsn(parameters[i].getOpcode(Opcodes.ISTORE), copies[i]);
      }
      slot += parameters[i].getSize();
    }
  }

  private boolean wantsThisOnExit() {
    Call call = advice.exit();
    return call != null
        && !target.isStatic()
        && call.sources().stream()
            .anyMatch(source -> source.kind() == Kind.THIS || source.kind() == Kind.FIELD);
  }

  private boolean wantedOnExit(int argument) {
    Call call = advice.exit();
    if (call == null) {
      return false;
    }
    for (Source source : call.sources()) {
      boolean wanted =
          switch (source.kind()) {
            case ARGUMENT -> source.index() == argument;
            case ALL_ARGUMENTS -> true;
            default -> false;
          };
      if (wanted) {
        return true;
      }
    }
    return false;
  }

  private int newOwn(Type type) {
    own.add(inFrame(type));
    return newLocal(type);
  }

  private int newLocal(Type type) {
    int local = nextLocal;
    nextLocal += type.getSize();
    return local;
  }

  private void enter(Call enter) {
    Type value = onSite(enter.type().getReturnType());
    if (!value.equals(Type.VOID_TYPE)) {
      zero(value);
      entered = newOwn(value);
      super.visitVarInsn(value.getOpcode(Opcodes.ISTORE), entered);
    }
    List<Object> locals = new ArrayList<>(argumentsInFrame());
    guarded(
        locals,
        () -> {
          call(enter, false, -1, -1);
          if (entered >= 0) {
            super.visitVarInsn(value.getOpcode(Opcodes.ISTORE), entered);
          }
        });
  }

  /** Runs code of ours; an error while linking it ends here. */
  private void guarded(List<Object> locals, Runnable code) {
    Label start = new Label();
    Label end = new Label();
    Label handler = new Label();
    Label after = new Label();
    super.visitTryCatchBlock(start, end, handler, THROWABLE);
    super.visitLabel(start);
    code.run();
    super.visitLabel(end);
    super.visitJumpInsn(Opcodes.GOTO, after);
    super.visitLabel(handler);
    frame(locals, THROWABLE);
    super.visitInsn(Opcodes.POP);
    super.visitLabel(after);
    frame(locals, null);
    super.visitInsn(Opcodes.NOP); // the body may begin with a frame of its own
  }

  @Override
  public void visitInsn(int opcode) {
    if (advice.exit() == null || opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
      super.visitInsn(opcode);
      return;
    }
    if (returns) {
      super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), resultLocal());
    }
    super.visitJumpInsn(Opcodes.GOTO, exit);
  }

  private int resultLocal() {
    if (resultLocal < 0) {
      resultLocal = newLocal(result);
    }
    return resultLocal;
  }

  @Override
  public void visitVarInsn(int opcode, int local) {
    if (target.isConstructor() && opcode == Opcodes.ASTORE && local == 0) {
      throw new IllegalStateException("a constructor overwrites its this");
    }
    super.visitVarInsn(opcode, local);
  }

  @Override
  public void visitFrame(
      int type,
      int localCount,
      Object @Nullable [] local,
      int stackCount,
      Object @Nullable [] onStack) {
    List<Object> locals = new ArrayList<>();
    for (int i = 0; local != null && i < localCount; i++) {
      locals.add(local[i]);
    }
    if (target.isConstructor() && (locals.isEmpty() || Opcodes.TOP.equals(locals.get(0)))) {
      throw new IllegalStateException("a constructor forgets its this");
    }
    Object[] longer = withOwn(locals).toArray();
    super.visitFrame(Opcodes.F_NEW, longer.length, longer, stackCount, onStack);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (advice.exit() != null) {
      exits(advice.exit());
    }
    super.visitMaxs(Math.max(maxStack, stack), nextLocal);
  }

  private void exits(Call call) {
    Label bodyEnd = new Label();
    super.visitLabel(bodyEnd);
    List<Object> locals = withOwn(target.isConstructor() ? List.of(target.owner()) : List.of());
    List<Object> withResult = locals;
    if (returns) {
      withResult = padded(locals, resultLocal());
      withResult.add(inFrame(result));
    }
    super.visitLabel(exit);
    frame(withResult, null);
    guarded(withResult, () -> call(call, true, resultLocal, -1));
    if (returns) {
      super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultLocal);
    }
    super.visitInsn(result.getOpcode(Opcodes.IRETURN));
    if (call.onThrowable()) {
      thrown(call, bodyEnd, locals);
    }
  }

  private void thrown(Call call, Label bodyEnd, List<Object> locals) {
    Label handler = new Label();
    // Last in the table, so that the method's own handlers come first.
    super.visitTryCatchBlock(body, bodyEnd, handler, THROWABLE);
    super.visitLabel(handler);
    frame(locals, THROWABLE);
    List<Object> withThrown = padded(locals, nextLocal);
    withThrown.add(THROWABLE);
    thrownLocal = newLocal(Type.getObjectType(THROWABLE));
    super.visitVarInsn(Opcodes.ASTORE, thrownLocal);
    guarded(withThrown, () -> call(call, true, -1, thrownLocal));
    super.visitVarInsn(Opcodes.ALOAD, thrownLocal);
    super.visitInsn(Opcodes.ATHROW);
  }

  private void call(Call call, boolean leaving, int returned, int thrown) {
    List<Type> types = new ArrayList<>();
    for (Source source : call.sources()) {
      types.add(push(source, leaving, returned, thrown));
    }
    int size = types.stream().mapToInt(Type::getSize).sum();
    stack = Math.max(stack, size + 8); // an array of all arguments is filled on top
    super.visitInvokeDynamicInsn(
        call.name(),
        Type.getMethodDescriptor(onSite(call.type().getReturnType()), types.toArray(new Type[0])),
        link,
        stackName,
        handler,
        call.type().getDescriptor());
  }

  /** The library cannot name our types, and need not. */
  private static Type onSite(Type type) {
    return type.getSort() < Type.ARRAY ? type : Type.getObjectType(OBJECT);
  }

  private Type push(Source source, boolean leaving, int returned, int thrown) {
    return switch (source.kind()) {
      case THIS -> pushThis(source, leaving);
      case ARGUMENT -> pushArgument(source, leaving);
      case ALL_ARGUMENTS -> pushAll(leaving);
      case FIELD -> pushField(source, leaving);
      case ENTER -> pushEntered();
      case RETURN -> pushReturned(returned);
      case THROWN -> pushThrown(thrown);
    };
  }

  private Type pushThis(Source source, boolean leaving) {
    if (!target.isStatic()) {
      super.visitVarInsn(Opcodes.ALOAD, leaving ? thisCopy : 0);
      return Type.getObjectType(target.owner());
    }
    if (!source.optional()) {
      throw new IllegalStateException(target.name() + " is static and has no this");
    }
    return pushNull();
  }

  private Type pushArgument(Source source, boolean leaving) {
    if (source.index() < parameters.length) {
      return pushArgument(source.index(), leaving);
    }
    if (!source.optional()) {
      throw new IllegalStateException(target.name() + " has no argument " + source.index());
    }
    return pushNull();
  }

  private Type pushArgument(int index, boolean leaving) {
    Type type = parameters[index];
    int local = leaving ? copies[index] : slotOf(index);
    super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
    return type;
  }

  private int slotOf(int index) {
    int slot = target.isStatic() ? 0 : 1;
    for (int i = 0; i < index; i++) {
      slot += parameters[i].getSize();
    }
    return slot;
  }

  private Type pushAll(boolean leaving) {
    super.visitIntInsn(Opcodes.BIPUSH, parameters.length);
    super.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT);
    for (int i = 0; i < parameters.length; i++) {
      super.visitInsn(Opcodes.DUP);
      super.visitIntInsn(Opcodes.BIPUSH, i);
      box(pushArgument(i, leaving));
      super.visitInsn(Opcodes.AASTORE);
    }
    return Type.getType(Object[].class);
  }

  private void box(Type type) {
    if (type.getSort() < Type.ARRAY) {
      String wrapper = WRAPPERS[type.getSort()];
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          wrapper,
          "valueOf",
          '(' + type.getDescriptor() + ")L" + wrapper + ';',
          false);
    }
  }

  /** By sort: void, boolean, char, byte, short, int, float, long, double. */
  private static final String[] WRAPPERS = {
    "java/lang/Void",
    "java/lang/Boolean",
    "java/lang/Character",
    "java/lang/Byte",
    "java/lang/Short",
    "java/lang/Integer",
    "java/lang/Float",
    "java/lang/Long",
    "java/lang/Double"
  };

  private Type pushField(Source source, boolean leaving) {
    Field field = target.fields().named(source.field());
    if (field.isStatic()) {
      super.visitFieldInsn(Opcodes.GETSTATIC, field.owner(), field.name(), field.descriptor());
    } else {
      if (target.isStatic()) {
        throw new IllegalStateException(target.name() + " is static, " + field.name() + " is not");
      }
      super.visitVarInsn(Opcodes.ALOAD, leaving ? thisCopy : 0);
      super.visitFieldInsn(Opcodes.GETFIELD, field.owner(), field.name(), field.descriptor());
    }
    return Type.getType(field.descriptor());
  }

  private Type pushEntered() {
    Call enter = advice.enter();
    if (enter == null || entered < 0) {
      throw new IllegalStateException("the advice wants what enter returned, which is nothing");
    }
    Type type = onSite(enter.type().getReturnType());
    super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), entered);
    return type;
  }

  private Type pushReturned(int local) {
    if (!returns) {
      return pushNull();
    }
    if (local < 0) {
      zero(result);
    } else {
      super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), local);
    }
    return result;
  }

  private Type pushThrown(int local) {
    if (local < 0) {
      super.visitInsn(Opcodes.ACONST_NULL);
    } else {
      super.visitVarInsn(Opcodes.ALOAD, local);
    }
    return Type.getObjectType(THROWABLE);
  }

  private Type pushNull() {
    super.visitInsn(Opcodes.ACONST_NULL);
    return Type.getObjectType(OBJECT);
  }

  private void zero(Type type) {
    super.visitInsn(
        switch (type.getSort()) {
          case Type.LONG -> Opcodes.LCONST_0;
          case Type.FLOAT -> Opcodes.FCONST_0;
          case Type.DOUBLE -> Opcodes.DCONST_0;
          case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
          default -> Opcodes.ICONST_0;
        });
    stack = Math.max(stack, 2);
  }

  /** The method's own locals as they are at its start, and ours behind them. */
  private List<Object> argumentsInFrame() {
    List<Object> locals = new ArrayList<>();
    if (!target.isStatic()) {
      locals.add(target.owner());
    }
    for (Type parameter : parameters) {
      locals.add(inFrame(parameter));
    }
    return withOwn(locals);
  }

  private List<Object> withOwn(List<Object> locals) {
    if (own.isEmpty()) {
      return new ArrayList<>(locals);
    }
    List<Object> longer = padded(locals, target.maxLocals());
    longer.addAll(own);
    return longer;
  }

  private static List<Object> padded(List<Object> locals, int size) {
    int slots = 0;
    for (Object local : locals) {
      slots += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
    }
    List<Object> longer = new ArrayList<>(locals);
    longer.addAll(Collections.nCopies(Math.max(0, size - slots), Opcodes.TOP));
    return longer;
  }

  private void frame(List<Object> locals, @Nullable String onStack) {
    Object[] all = locals.toArray();
    Object[] top = onStack == null ? new Object[0] : new Object[] {onStack};
    super.visitFrame(Opcodes.F_NEW, all.length, all, top.length, top);
  }

  private static Object inFrame(Type type) {
    return switch (type.getSort()) {
      case Type.LONG -> Opcodes.LONG;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.DOUBLE -> Opcodes.DOUBLE;
      case Type.ARRAY -> type.getDescriptor();
      case Type.OBJECT -> type.getInternalName();
      default -> Opcodes.INTEGER;
    };
  }
}
