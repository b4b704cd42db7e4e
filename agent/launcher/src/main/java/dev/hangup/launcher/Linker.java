// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.TapPoint.Advise;
import dev.hangup.instrumentation.api.TapPoint.Tell;
import dev.hangup.jdk.Platform;
import dev.hangup.tap.WireTap;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects a call in a library class with the stack code it stands for, once and for good: a
 * constant call site costs what a direct call costs.
 *
 * @param stacks by module class, as the calls name them
 * @param trial told of every call into advice before it is made, and may throw in its place; null
 *     outside of tests
 */
record Linker(
    Map<String, Stack> stacks,
    StackLoaders loaders,
    ModuleAccess rights,
    @Nullable Consumer<String> trial) {

  /** How a call names its stack and its handler: the first two bootstrap arguments. */
  static final int STACK = 0;

  static final int HANDLER = 1;

  /** Present where the call stands for one of the library's own: that call's handle. */
  static final int ORIGINAL = 2;

  private static final MethodHandle SUPPRESS =
      own("suppressed", methodType(boolean.class, String.class, Throwable.class));

  /** This linker as the dispatcher calls it. */
  MethodHandle asHandle() throws ReflectiveOperationException {
    return MethodHandles.lookup().bind(this, "link", Dispatcher.LINK);
  }

  @SuppressWarnings("UnusedMethod") // called through asHandle
  private CallSite link(
      MethodHandles.Lookup caller, String name, MethodType type, Object[] arguments)
      throws ReflectiveOperationException {
    try {
      MethodHandle target = target(caller, name, type, arguments);
      if (arguments.length > ORIGINAL) {
        return new ConstantCallSite(target);
      }
      MethodHandle called = trial == null ? target : tried(target, arguments[HANDLER] + "." + name);
      return new ConstantCallSite(walled(called, name(arguments)));
    } catch (Throwable t) {
      AgentLog.failed(
          name(arguments)
              + ": "
              + caller.lookupClass().getName()
              + " cannot be connected with "
              + arguments[HANDLER]
              + ", not observing there",
          t);
      WireTap.suppressed(name(arguments), t);
      WireTap.tapMissing(name(arguments)); // a call is linked once, for better or worse
      throw t;
    }
  }

  /** As users know it. */
  private String name(Object[] arguments) {
    Stack stack = stacks.get((String) arguments[STACK]);
    return stack == null ? (String) arguments[STACK] : stack.name();
  }

  private MethodHandle target(
      MethodHandles.Lookup caller, String name, MethodType type, Object[] arguments)
      throws ReflectiveOperationException {
    Stack stack = stacks.get((String) arguments[STACK]);
    if (stack == null) {
      throw new IllegalStateException("no such stack: " + arguments[STACK]);
    }
    Class<?> library = caller.lookupClass();
    String handlerName = (String) arguments[HANDLER];
    if (Tell.isOne(handlerName)) {
      return TellLink.of(Tell.parse(handlerName), library, type, stack.stateOwners(loaders.core()));
    }
    StackLoader loader = loaders.of(stack, library.getClassLoader());
    rights.exportAll(library, loader);
    Class<?> handler = Class.forName(Advise.className(handlerName), false, loader);
    return Platform.current().privateLookup(handler).findStatic(handler, name, type);
  }

  private MethodHandle tried(MethodHandle advice, String called) {
    MethodHandle told = own("tell", methodType(void.class, Consumer.class, String.class));
    return MethodHandles.foldArguments(
        advice, MethodHandles.insertArguments(told, 0, trial, called));
  }

  @SuppressWarnings("UnusedMethod") // called through a handle
  private static void tell(Consumer<String> trial, String called) {
    trial.accept(called);
  }

  /**
   * Nothing thrown by advice gets past this; it is counted and the call does nothing. What it did
   * not do, and on which connection, is not known here. Built on the erased type: the JDK keeps the
   * last type given to {@code catchException} in a cache of its own, and with it the application's
   * loader.
   */
  private static MethodHandle walled(MethodHandle advice, String stack) {
    MethodType erased = advice.type().erase();
    MethodHandle otherwise =
        MethodHandles.filterArguments(
            MethodHandles.empty(methodType(erased.returnType(), boolean.class)),
            0,
            SUPPRESS.bindTo(stack));
    return MethodHandles.catchException(advice.asType(erased), Throwable.class, otherwise)
        .asType(advice.type());
  }

  @SuppressWarnings("UnusedMethod") // called through SUPPRESS
  private static boolean suppressed(String stack, Throwable failure) {
    WireTap.suppressed(stack, failure);
    return true;
  }

  private static MethodHandle own(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(Linker.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // the method is in this very class
    }
  }
}
