// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The one class of the agent that every loader sees: the bootstrap method of the calls put into library
 * classes. It lives in {@code java.lang} because that package is the only one that every loader,
 * however it filters, must delegate. It knows JDK types only.
 */
public final class HangupDispatcher {

  /**
   * {@code (Lookup, String, MethodType, Object[])CallSite}; set once by the agent through a private
   * lookup.
   */
  private static volatile MethodHandle linker;

  private HangupDispatcher() {}

  /**
   * Links a call for good. Where it cannot be linked the call does what the library would have done
   * without us: nothing, or where it stands for a call of the library's (the last argument is that
   * call's handle), just that call.
   */
  public static CallSite link(
      MethodHandles.Lookup caller, String name, MethodType type, Object... arguments) {
    try {
      return (CallSite) linker.invokeExact(caller, name, type, arguments);
    } catch (Throwable t) { // the linker tells about its failures itself
      return new ConstantCallSite(asWithoutUs(type, arguments));
    }
  }

  private static MethodHandle asWithoutUs(MethodType type, Object[] arguments) {
    Object last = arguments.length == 0 ? null : arguments[arguments.length - 1];
    return last instanceof MethodHandle
        ? ((MethodHandle) last).asType(type)
        : nothing(type.erase()).asType(type); // the JDK caches what it is given here
  }

  /** {@code MethodHandles.empty}, which Java 8 has not. */
  private static MethodHandle nothing(MethodType type) {
    MethodHandle none =
        MethodHandles.insertArguments(MethodHandles.identity(Object.class), 0, (Object) null);
    return MethodHandles.dropArguments(
        MethodHandles.explicitCastArguments(none, MethodType.methodType(type.returnType())),
        0,
        type.parameterList());
  }
}
