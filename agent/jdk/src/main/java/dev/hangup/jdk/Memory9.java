// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Java 9 and later. */
final class Memory9 extends Memory {

  private static final VarHandle SHORT =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle WORD_OF_ARRAY =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  @Override
  void storeStore() {
    VarHandle.storeStoreFence();
  }

  @Override
  void loadLoad() {
    VarHandle.loadLoadFence();
  }

  @Override
  void spinWait() {
    Thread.onSpinWait();
  }

  @Override
  short bigShort(ByteBuffer bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }

  @Override
  int bigInt(ByteBuffer bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  @Override
  long bigLong(ByteBuffer bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  @Override
  long littleLong(ByteBuffer bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  @Override
  int xor(byte[] bytes, int from, int to, long key) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      WORD_OF_ARRAY.set(bytes, at, (long) WORD_OF_ARRAY.get(bytes, at) ^ key);
    }
    return at;
  }

  @Override
  Field accessTo(MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    VarHandle field = lookup.findVarHandle(owner, name, type);
    return new Field(
        field.toMethodHandle(AccessMode.GET_ACQUIRE),
        field.toMethodHandle(AccessMode.SET_RELEASE),
        field.toMethodHandle(AccessMode.COMPARE_AND_SET));
  }
}
