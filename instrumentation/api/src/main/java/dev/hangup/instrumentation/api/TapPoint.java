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
 * first, see {@link Signatures}. The first one the class declares is tapped, and no other. A class
 * that declares none of them is left alone as a whole and reported once, unless the point is {@link
 * #optional()}.
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

  /** How the name of what is called afterwards ends. */
  public static final String DONE = "Done";

  public TapPoint {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("no method named for the tap point in " + className);
    }
    methods = List.copyOf(methods);
  }

  /** A method as the class file declares it; a constructor's name is {@code <init>}. */
  public record Method(String name, String descriptor) {}

  /** What is done to the method. */
  public sealed interface Action permits Advise, SubstituteCall, Tell {}

  /**
   * The handler is code: {@code Class::name}, a static method of that name with {@link OnEnter},
   * and one with {@link OnReturn} or {@link OnExit}, which is called {@code nameDone} where there
   * are both. They are called, not copied into the library, so helpers, lambdas and library types
   * are fine in them; writing arguments, return values or exceptions is not possible.
   */
  public record Advise() implements Action {

    private static final String MEMBER = "::";

    /** The class of a handler; a class without a member is one itself. */
    public static String className(String handler) {
      int member = handler.indexOf(MEMBER);
      return member < 0 ? handler : handler.substring(0, member);
    }

    /** The name of its methods; null for a class without one. */
    public static @Nullable String member(String handler) {
      int member = handler.indexOf(MEMBER);
      return member < 0 ? null : handler.substring(member + MEMBER.length());
    }
  }

  /**
   * Calls inside the method to the method named here go to the handler's static method of the same
   * name instead; it takes the receiver as its first argument and does the call itself. What it
   * throws reaches the library, so it must throw only what the call threw. Where the handler cannot
   * be linked the original call is made.
   */
  public record SubstituteCall(String owner, Method called) implements Action {}

  /**
   * Nothing but a word to the wire of a connection, at the begin of the method: no code of the
   * stack's is needed. The connection is found through the object its state hangs on.
   *
   * <p>Objects are told as a path: {@code this}, or {@code 0} for the first argument, and then
   * fields and methods without arguments, as in {@code this.ctx.channel()}.
   *
   * @param news what is told
   * @param of the object whose state is the connection's; other objects have none, and nothing is
   *     told of them
   * @param with the exception; null where there is none to tell
   * @param only the class (binary name) {@code with} must be of, else nothing is told; null for any
   */
  public record Tell(News news, String of, @Nullable String with, @Nullable String only)
      implements Action {

    /** What makes a handler's name of it. */
    private static final String PREFIX = "tell:";

    String encoded() {
      return PREFIX
          + news
          + '|'
          + of
          + '|'
          + (with == null ? "" : with)
          + '|'
          + (only == null ? "" : only);
    }

    /** Whether a handler is none, but what is told. */
    public static boolean isOne(String handler) {
      return handler.startsWith(PREFIX);
    }

    /** As it was before it became a handler's name. */
    public static Tell parse(String handler) {
      String[] parts = handler.substring(PREFIX.length()).split("\\|", -1);
      return new Tell(
          News.valueOf(parts[0]),
          parts[1],
          parts[2].isEmpty() ? null : parts[2],
          parts[3].isEmpty() ? null : parts[3]);
    }
  }

  /** This point, but its absence does not stop the other points of the class. */
  public TapPoint optional() {
    return new TapPoint(className, methods, action, handler, false);
  }

  /** A class without a method yet, see {@link Signatures#in}. */
  public static final class In {
    private final String className;
    private final Signatures signatures;

    In(String className, Signatures signatures) {
      this.className = className;
      this.signatures = signatures;
    }

    /** As {@link Signatures} reads it. */
    public Tapped method(String declaration) {
      return method(signatures.method(declaration));
    }

    public Tapped method(Method method) {
      return new Tapped(className, signatures, List.of(method), null);
    }
  }

  /** A method without anything to call yet. */
  public static final class Tapped {
    private final String className;
    private final Signatures signatures;
    private final List<Method> methods;
    private final @Nullable SubstituteCall substitution;

    private Tapped(
        String className,
        Signatures signatures,
        List<Method> methods,
        @Nullable SubstituteCall substitution) {
      this.className = className;
      this.signatures = signatures;
      this.methods = methods;
      this.substitution = substitution;
    }

    /** Another form of the same method, tapped where the ones before do not exist. */
    public Tapped orMethod(String declaration) {
      return orMethod(signatures.method(declaration));
    }

    /** The same, with names that others stand for. */
    public Tapped orMethod(Method another) {
      List<Method> longer = new ArrayList<>(methods);
      longer.add(another);
      return new Tapped(className, signatures, longer, substitution);
    }

    /** Narrows the point to the calls of one method made inside, {@code owner} as compiled. */
    public Tapped call(String owner, String declaration) {
      return new Tapped(
          className,
          signatures,
          methods,
          new SubstituteCall(owner, signatures.method(declaration)));
    }

    /** Tells the connection whose state hangs on {@code of}, see {@link Tell}. */
    public TapPoint tells(News news, String of) {
      return telling(new Tell(news, of, null, null));
    }

    /** Tells it with an exception. */
    public TapPoint tells(News news, String of, String with) {
      return telling(new Tell(news, of, with, null));
    }

    /** Tells it where {@code with} is of the class {@code only}. */
    public TapPoint tells(News news, String of, String with, String only) {
      return telling(new Tell(news, of, with, only));
    }

    private TapPoint telling(Tell tell) {
      return new TapPoint(className, methods, tell, tell.encoded(), true);
    }

    /** The code to call: {@code Class::name} by binary name, see {@link Advise}. */
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
