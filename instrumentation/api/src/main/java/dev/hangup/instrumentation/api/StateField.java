// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.jdk.Memory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of a connection hangs: on the library's own object, in a public synthetic
 * transient field added while its class was loaded. The state lives and dies with that object, and
 * must not refer to anything of the application's. Its class must be the same to all who may come
 * by that object, see {@link StackModule#COMMON}.
 *
 * <p>Hold it in a {@code static final} field of stack code, and where it is asked for each frame
 * its {@link #reader()} likewise. Objects without the field (their class was loaded before the
 * agent came, or is not a subclass of the owner) are kept in a weak identity table instead; same
 * behaviour, slower.
 *
 * <p>Reads acquire, writes release, so a state may be looked at from any thread.
 *
 * @param owner the class that declares the field
 * @param getter {@code (Object)Object}, only ever called with instances of {@code owner}
 * @param setter {@code (Object,Object)void}, likewise
 * @param swap {@code (Object,Object,Object)boolean}, likewise
 * @param table for all other objects
 */
public record StateField(
    Class<?> owner, MethodHandle getter, MethodHandle setter, MethodHandle swap, WeakTable table) {

  /** The injected field's name, recognisable in other people's heap dumps. */
  public static final String NAME = "hangup$wire";

  /** One for all who look for state of a class, whichever loader their code has. */
  private static final ClassValue<WeakTable> TABLES =
      new ClassValue<>() {
        @Override
        protected WeakTable computeValue(Class<?> owner) {
          return new WeakTable();
        }
      };

  private static volatile Lookups lookups = owner -> MethodHandles.publicLookup();

  /** Gives the rights to reach into a class that is public only inside its module. */
  @FunctionalInterface
  public interface Lookups {
    MethodHandles.Lookup in(Class<?> owner) throws IllegalAccessException;
  }

  /** What {@link StateField#get} tells. */
  @FunctionalInterface
  public interface Reader {
    @Nullable Object get(Object object);
  }

  /** Called once by the agent, before any stack code runs. */
  public static void useLookups(Lookups rights) {
    lookups = rights;
  }

  /**
   * A lookup with private access to a library's class: for members that are not public in every
   * version.
   */
  public static MethodHandles.Lookup lookup(Class<?> owner) throws IllegalAccessException {
    return lookups.in(owner);
  }

  /** The field of a class listed in {@link StackModule#stateOwners()}. */
  public static StateField of(Class<?> owner) {
    WeakTable table = TABLES.get(owner);
    try {
      Memory.Field field = Memory.field(lookups.in(owner), owner, NAME, Object.class);
      return new StateField(
          owner,
          field.getter.asType(methodType(Object.class, Object.class)),
          field.setter.asType(methodType(void.class, Object.class, Object.class)),
          field.swap.asType(methodType(boolean.class, Object.class, Object.class, Object.class)),
          table);
    } catch (ReflectiveOperationException loadedBeforeUs) {
      return inTable(owner, table);
    }
  }

  private static StateField inTable(Class<?> owner, WeakTable table) {
    return new StateField(owner, table.getter(), table.setter(), table.swap(), table);
  }

  /** The state of {@code object}, null where it has none. */
  public @Nullable Object get(Object object) {
    return get(owner, getter, table, object);
  }

  /**
   * {@link #get} in one load, where it is held in a {@code static final} field: what a lambda has
   * captured is a constant to the compiler then, on every release. The parts of a record are so
   * only in class files newer than ours.
   */
  public Reader reader() {
    Class<?> owner = this.owner;
    MethodHandle getter = this.getter;
    WeakTable table = this.table;
    return object -> get(owner, getter, table, object);
  }

  private static @Nullable Object get(
      Class<?> owner, MethodHandle getter, WeakTable table, Object object) {
    try {
      return owner.isInstance(object) ? (Object) getter.invokeExact(object) : table.get(object);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** Null takes the state away. */
  public void set(Object object, @Nullable Object state) {
    try {
      if (owner.isInstance(object)) {
        setter.invokeExact(object, state);
      } else {
        table.set(object, state);
      }
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** Sets the state where {@code expected} is the present one (null: none). */
  public boolean compareAndSet(Object object, @Nullable Object expected, @Nullable Object state) {
    try {
      return owner.isInstance(object)
          ? (boolean) swap.invokeExact(object, expected, state)
          : table.compareAndSet(object, expected, state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** The handles throw nothing checked; the compiler cannot know. */
  private static RuntimeException unexpected(Throwable t) {
    if (t instanceof Error error) {
      throw error;
    }
    return t instanceof RuntimeException runtime ? runtime : new IllegalStateException(t);
  }
}
