// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.AsmClassReader;

/**
 * Advice that is called through the dispatcher, each call saying which code it stands for. Byte
 * Buddy can do as much by itself, but to describe one bootstrap method and two strings it loads two
 * hundred classes more and makes a dozen, in the middle of an application's start.
 *
 * <p>A kind of {@link Advice}, since only to those it shows how advice is called; none is ever
 * made.
 */
abstract class LinkedAdvice extends Advice {

  @SuppressWarnings("UnusedMethod") // none is made, but a class must say how it would be
  private LinkedAdvice(
      Advice.Dispatcher.Resolved.ForMethodEnter enter,
      Advice.Dispatcher.Resolved.ForMethodExit exit) {
    super(enter, exit);
  }

  static Advice.WithCustomMapping of(
      net.bytebuddy.jar.asm.Handle link, String moduleClass, String handler) {
    return new Linked(link, moduleClass, handler);
  }

  private static final class Linked extends Advice.WithCustomMapping {
    Linked(net.bytebuddy.jar.asm.Handle link, String moduleClass, String handler) {
      super(
          Advice.PostProcessor.NoOp.INSTANCE,
          Map.of(),
          new Calls(link, moduleClass, handler),
          AsmClassReader.Factory.Default.IMPLICIT);
    }
  }

  private record Calls(net.bytebuddy.jar.asm.Handle link, String moduleClass, String handler)
      implements Advice.Delegator.Factory {
    @Override
    public Advice.Delegator make(MethodDescription.InDefinedShape advice, boolean exit) {
      return new Call(advice, this);
    }
  }

  private record Call(MethodDescription.InDefinedShape advice, Calls calls)
      implements Advice.Delegator {

    @Override
    public MethodDescription.TypeToken getTypeToken() {
      return advice.asTypeToken();
    }

    /** The call names the code by strings; who may see it is no matter. */
    @Override
    public void assertVisibility(TypeDescription instrumented) {}

    @Override
    public StackManipulation apply(TypeDescription instrumented, MethodDescription tapped) {
      return new Instruction(advice, calls);
    }
  }

  private static final class Instruction extends StackManipulation.AbstractBase {
    private final MethodDescription.InDefinedShape advice;
    private final Calls calls;

    Instruction(MethodDescription.InDefinedShape advice, Calls calls) {
      this.advice = advice;
      this.calls = calls;
    }

    @Override
    public StackManipulation.Size apply(MethodVisitor code, Implementation.Context context) {
      code.visitInvokeDynamicInsn(
          advice.getInternalName(),
          advice.getDescriptor(),
          calls.link(),
          calls.moduleClass(),
          calls.handler());
      int impact = advice.getReturnType().getStackSize().getSize() - advice.getStackSize();
      return new StackManipulation.Size(impact, Math.max(impact, 0));
    }
  }
}
