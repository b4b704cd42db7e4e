// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.TapPoint.Tell;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TellCall} does: goes from the object at hand to the one with the state and tells
 * its wire. Nothing of the stack's is loaded for it. Called when connections open and end, so it
 * need not be quick.
 *
 * @param states of the classes that the object may be of
 * @param toObject the steps from what the call has loaded first
 * @param toFailure from what it has loaded second
 * @param only null for any class of failure
 */
record TellLink(
    News news,
    List<StateField> states,
    List<MethodHandle> toObject,
    List<MethodHandle> toFailure,
    @Nullable Class<?> only) {

  /**
   * The handle to call, of {@code type}.
   *
   * @param library the class that calls
   * @param owners the classes that state may hang on
   */
  static MethodHandle of(Tell tell, Class<?> library, MethodType type, List<String> owners)
      throws ReflectiveOperationException {
    Way toObject = Way.along(tell.of(), type.parameterType(0));
    String with = tell.with();
    Way toFailure = with == null ? null : Way.along(with, type.parameterType(1));
    TellLink link =
        new TellLink(
            tell.news(),
            states(toObject.end(), owners, library.getClassLoader()),
            toObject.steps(),
            toFailure == null ? List.of() : toFailure.steps(),
            tell.only() == null
                ? null
                : Class.forName(tell.only(), false, library.getClassLoader()));
    MethodType form = type.erase();
    String name = with == null ? "tell" : "tellFailure";
    return MethodHandles.lookup().bind(link, name, form).asType(type);
  }

  /** The fields of the owners that such an object may be one of. */
  private static List<StateField> states(
      Class<?> type, List<String> owners, @Nullable ClassLoader loader) {
    List<StateField> states = new ArrayList<>();
    for (String name : owners) {
      try {
        Class<?> owner = Class.forName(name, false, loader);
        if (type.isInterface() || owner.isAssignableFrom(type) || type.isAssignableFrom(owner)) {
          states.add(StateField.of(owner));
        }
      } catch (ClassNotFoundException | LinkageError elsewhere) {
        // this version does not have it, or this loader does not see it
      }
    }
    if (states.isEmpty()) {
      throw new IllegalStateException("no state hangs on " + type.getName());
    }
    return List.copyOf(states);
  }

  private void tell(@Nullable Object object, @Nullable Throwable failure) {
    StateField field = states.get(0); // has a table for what is of no owner's class
    for (StateField state : states) {
      if (state.owner().isInstance(object)) {
        field = state;
      }
    }
    news.tell(field, object, failure);
  }

  @SuppressWarnings("UnusedMethod") // called through the handle
  private void tell(Object at) throws Throwable {
    tell(follow(toObject, at), null);
  }

  @SuppressWarnings("UnusedMethod") // called through the handle
  private void tellFailure(Object at, @Nullable Object with) throws Throwable {
    Object failure = follow(toFailure, with);
    if (only == null || only.isInstance(failure)) {
      tell(follow(toObject, at), failure instanceof Throwable thrown ? thrown : null);
    }
  }

  /** Null where something on the way is. */
  private static @Nullable Object follow(List<MethodHandle> steps, @Nullable Object from)
      throws Throwable {
    Object at = from;
    for (int i = 0; at != null && i < steps.size(); i++) {
      at = (Object) steps.get(i).invokeExact(at);
    }
    return at;
  }

  /**
   * Fields and methods, one after the other, each {@code (Object)Object}; and what class it ends
   * at.
   */
  private record Way(List<MethodHandle> steps, Class<?> end) {

    static Way along(String path, Class<?> from) throws ReflectiveOperationException {
      String[] names = path.split("\\.", -1);
      MethodHandle[] steps = new MethodHandle[names.length - 1]; // the first is the base
      Class<?> at = from;
      for (int i = 0; i < steps.length; i++) {
        MethodHandle step = step(at, names[i + 1]);
        at = step.type().returnType();
        steps[i] = step.asType(methodType(Object.class, Object.class));
      }
      return new Way(List.of(steps), at);
    }

    private static MethodHandle step(Class<?> in, String name) throws ReflectiveOperationException {
      if (name.endsWith("()")) {
        Method method = method(in, name.substring(0, name.length() - 2));
        return StateField.lookup(method.getDeclaringClass()).unreflect(method);
      }
      Field field = field(in, name);
      return StateField.lookup(field.getDeclaringClass()).unreflectGetter(field);
    }

    private static Field field(Class<?> in, String name) throws NoSuchFieldException {
      for (Class<?> at = in; at != null; at = at.getSuperclass()) {
        for (Field field : at.getDeclaredFields()) {
          if (field.getName().equals(name)) {
            return field;
          }
        }
      }
      throw new NoSuchFieldException(in.getName() + '.' + name);
    }

    private static Method method(Class<?> in, String name) throws NoSuchMethodException {
      for (Class<?> at = in; at != null && !at.isInterface(); at = at.getSuperclass()) {
        for (Method method : at.getDeclaredMethods()) {
          if (method.getName().equals(name) && method.getParameterCount() == 0) {
            return method;
          }
        }
      }
      return in.getMethod(name);
    }
  }
}
