// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Java 8, where {@code sun.misc.Unsafe} has what {@code VarHandle} got later. Its methods are
 * called through handles: this class is compiled with JDKs that warn of its name.
 */
final class Memory8 extends Memory {

  private static final MethodHandle STORE_FENCE = unsafe("storeFence", methodType(void.class));
  private static final MethodHandle LOAD_FENCE = unsafe("loadFence", methodType(void.class));

  @Override
  void storeStore() {
    try {
      STORE_FENCE.invokeExact();
    } catch (Throwable t) {
      throw new IllegalStateException(t); // it throws nothing, the compiler cannot know
    }
  }

  @Override
  void loadLoad() {
    try {
      LOAD_FENCE.invokeExact();
    } catch (Throwable t) {
      throw new IllegalStateException(t); // likewise
    }
  }

  @Override
  void spinWait() {}

  @Override
  short bigShort(ByteBuffer bytes, int at) {
    short read = bytes.getShort(at);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? read : Short.reverseBytes(read);
  }

  @Override
  int bigInt(ByteBuffer bytes, int at) {
    int read = bytes.getInt(at);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? read : Integer.reverseBytes(read);
  }

  @Override
  long bigLong(ByteBuffer bytes, int at) {
    long read = bytes.getLong(at);
    return bytes.order() == ByteOrder.BIG_ENDIAN ? read : Long.reverseBytes(read);
  }

  @Override
  long littleLong(ByteBuffer bytes, int at) {
    long read = bytes.getLong(at);
    return bytes.order() == ByteOrder.LITTLE_ENDIAN ? read : Long.reverseBytes(read);
  }

  /** Byte by byte is what the caller does with the rest. */
  @Override
  int xor(byte[] bytes, int from, int to, long key) {
    return from;
  }

  @Override
  Field accessTo(MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    lookup.findGetter(owner, name, type); // the lookup's rights, and the type
    java.lang.reflect.Field field = owner.getDeclaredField(name);
    if (Modifier.isStatic(field.getModifiers()) || type.isPrimitive()) {
      throw new NoSuchFieldException(name);
    }
    long offset;
    try {
      offset =
          (long)
              unsafe("objectFieldOffset", methodType(long.class, java.lang.reflect.Field.class))
                  .invokeExact(field);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
    return new Field(
        at(offset, "getObjectVolatile", methodType(Object.class, Object.class, long.class))
            .asType(methodType(type, owner)),
        at(
                offset,
                "putOrderedObject",
                methodType(void.class, Object.class, long.class, Object.class))
            .asType(methodType(void.class, owner, type)),
        at(
                offset,
                "compareAndSwapObject",
                methodType(boolean.class, Object.class, long.class, Object.class, Object.class))
            .asType(methodType(boolean.class, owner, type, type)));
  }

  private static MethodHandle at(long offset, String method, MethodType type) {
    return MethodHandles.insertArguments(unsafe(method, type), 1, offset);
  }

  private static MethodHandle unsafe(String method, MethodType type) {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      java.lang.reflect.Field only = unsafe.getDeclaredField("theUnsafe");
      only.setAccessible(true);
      return MethodHandles.publicLookup().findVirtual(unsafe, method, type).bindTo(only.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // every Java 8 has them
    }
  }
}
