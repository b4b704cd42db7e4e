// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method of one library class, and what is called there. The exact descriptor is matcher and
 * safety check in one: no version strings are compared anywhere.
 *
 * <p>Where a library changed a method over its versions, a point lists the forms it had, the newest
 * first: {@code in("X").method("handshake0", A).orMethod("handshake", B)}. The first one the class
 * declares is tapped, and no other. A class that declares none of them is left alone as a whole and
 * reported once, unless the point is {@link #optional()}.
 *
 * @param className binary name of the library's class
 * @param methods the forms of the method, in order of preference
 * @param action what is done to the method found
 * @param handler binary name of the class with the code to call; a name, because it cannot be
 *     loaded where the module is
 * @param required whether the class is left alone where none of the methods exists
 */
public record TapPoint(
    String className, List<Method> methods, Action action, String handler, boolean required) {

  public TapPoint {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("no method named for the tap point in " + className);
    }
    methods = List.copyOf(methods);
  }

  /** A method as the class file declares it; a constructor's name is {@code <init>}. */
  public record Method(String name, String descriptor) {}

  /** What is done to the method. */
  public sealed interface Action permits Advise, SubstituteCall {}

  /**
   * The handler is an advice class: static methods annotated with Byte Buddy's {@code
   * Advice.OnMethodEnter} and {@code Advice.OnMethodExit}, both with {@code inline = false} and
   * {@code suppress = Throwable.class}. They are called, not copied into the library, so helpers,
   * lambdas and library types are fine in them; writing arguments, return values or exceptions is
   * not possible.
   */
  public record Advise() implements Action {}

  /**
   * Calls inside the method to the method named here go to the handler's static method of the same
   * name instead; it takes the receiver as its first argument and does the call itself. What it
   * throws reaches the library, so it must throw only what the call threw. Where the handler cannot
   * be linked the original call is made.
   */
  public record SubstituteCall(String owner, Method called) implements Action {}

  /** Names the class; the method comes next. */
  public static In in(String className) {
    return new In(className);
  }

  /** This point, but its absence does not stop the other points of the class. */
  public TapPoint optional() {
    return new TapPoint(className, methods, action, handler, false);
  }

  /** A class without a method yet. */
  public static final class In {
    private final String className;

    private In(String className) {
      this.className = className;
    }

    public Tapped method(String name, String descriptor) {
      return new Tapped(className, List.of(new Method(name, descriptor)), null);
    }

    public Tapped constructor(String descriptor) {
      return method("<init>", descriptor);
    }
  }

  /** A method without anything to call yet. */
  public static final class Tapped {
    private final String className;
    private final List<Method> methods;
    private final @Nullable SubstituteCall substitution;

    private Tapped(String className, List<Method> methods, @Nullable SubstituteCall substitution) {
      this.className = className;
      this.methods = methods;
      this.substitution = substitution;
    }

    /** Another form of the same method, tapped where the ones before do not exist. */
    public Tapped orMethod(String name, String descriptor) {
      List<Method> longer = new ArrayList<>(methods);
      longer.add(new Method(name, descriptor));
      return new Tapped(className, longer, substitution);
    }

    /** Another constructor, tapped where the ones before do not exist. */
    public Tapped orConstructor(String descriptor) {
      return orMethod("<init>", descriptor);
    }

    /** Narrows the point to the calls of one method made inside, {@code owner} as compiled. */
    public Tapped call(String owner, String name, String descriptor) {
      return new Tapped(
          className, methods, new SubstituteCall(owner, new Method(name, descriptor)));
    }

    /** The advice class, by binary name. */
    public TapPoint advice(String handler) {
      if (substitution != null) {
        throw new IllegalStateException("a call is replaced, not advised: use replacedBy");
      }
      return new TapPoint(className, methods, new Advise(), handler, true);
    }

    /** The class with the static method to call instead, by binary name. */
    public TapPoint replacedBy(String handler) {
      if (substitution == null) {
        throw new IllegalStateException("no call named to replace");
      }
      return new TapPoint(className, methods, substitution, handler, true);
    }
  }
}
