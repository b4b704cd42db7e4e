// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * State for objects that could not be given a field: by identity, gone with the object. Safe from
 * any thread. A value must not refer to its key, else neither is ever collected.
 */
public final class WeakTable {

  private final ConcurrentHashMap<Object, Object> states = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  WeakTable() {}

  @Nullable Object get(Object object) {
    return states.get(new Probe(object));
  }

  void set(Object object, @Nullable Object state) {
    forgetTheDead();
    if (state == null) {
      states.remove(new Probe(object));
    } else {
      states.put(new Key(object, gone), state);
    }
  }

  boolean compareAndSet(Object object, @Nullable Object expected, @Nullable Object state) {
    forgetTheDead();
    if (expected == null) {
      return state == null
          ? get(object) == null
          : states.putIfAbsent(new Key(object, gone), state) == null;
    }
    return state == null
        ? states.remove(new Probe(object), expected)
        : states.replace(new Key(object, gone), expected, state);
  }

  int size() {
    forgetTheDead();
    return states.size();
  }

  private void forgetTheDead() {
    for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
      states.remove(dead);
    }
  }

  MethodHandle getter() {
    return bound("get", methodType(Object.class, Object.class));
  }

  MethodHandle setter() {
    return bound("set", methodType(void.class, Object.class, Object.class));
  }

  MethodHandle swap() {
    return bound(
        "compareAndSet", methodType(boolean.class, Object.class, Object.class, Object.class));
  }

  private MethodHandle bound(String name, java.lang.invoke.MethodType type) {
    try {
      return MethodHandles.lookup().bind(this, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // the methods are in this very class
    }
  }

  /** What a stored key and a probe have in common: equal when they point to the same object. */
  private sealed interface Identity {
    @Nullable Object object();

    default boolean same(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = object();
      return mine != null && other instanceof Identity identity && identity.object() == mine;
    }
  }

  private static final class Key extends WeakReference<Object> implements Identity {
    private final int hash;

    Key(Object object, ReferenceQueue<Object> gone) {
      super(Objects.requireNonNull(object), gone);
      hash = System.identityHashCode(object);
    }

    @Override
    public @Nullable Object object() {
      return get();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return same(other);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private static final class Probe implements Identity {
    private final Object object;

    Probe(Object object) {
      this.object = Objects.requireNonNull(object);
    }

    @Override
    public Object object() {
      return object;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return same(other);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }
}
