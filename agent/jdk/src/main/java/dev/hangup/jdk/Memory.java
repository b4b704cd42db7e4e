// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;

/**
 * Fences, words of several bytes, and fields that several threads use: by {@code VarHandle} where
 * there is one, which came with Java 9. The choice is a constant to the compiler, so that a call
 * here is the call behind it.
 */
public abstract class Memory {

  /** Apart from this class, whose subclasses it makes. */
  private static final class Chosen {
    static final Memory NOW = Java.HAS_MODULES ? new Memory9() : new Memory8();
  }

  Memory() {}

  /** {@code VarHandle.storeStoreFence}. */
  public static void storeStoreFence() {
    Chosen.NOW.storeStore();
  }

  /** {@code VarHandle.loadLoadFence}. */
  public static void loadLoadFence() {
    Chosen.NOW.loadLoad();
  }

  /** {@code Thread.onSpinWait}. */
  public static void onSpinWait() {
    Chosen.NOW.spinWait();
  }

  /** Two bytes, first byte highest, whatever the buffer's order. */
  public static short shortAt(ByteBuffer bytes, int at) {
    return Chosen.NOW.bigShort(bytes, at);
  }

  /** Four bytes, likewise. */
  public static int intAt(ByteBuffer bytes, int at) {
    return Chosen.NOW.bigInt(bytes, at);
  }

  /** Eight bytes, likewise. */
  public static long longAt(ByteBuffer bytes, int at) {
    return Chosen.NOW.bigLong(bytes, at);
  }

  /** Eight bytes, first byte lowest, whatever the buffer's order. */
  public static long wordAt(ByteBuffer bytes, int at) {
    return Chosen.NOW.littleLong(bytes, at);
  }

  /**
   * Exclusive-ors bytes with a key of eight, its lowest first, as far as that goes eight at a time.
   *
   * @return where it stopped: short of {@code to} by less than eight, or wherever before
   */
  public static int xorWords(byte[] bytes, int from, int to, long key) {
    return Chosen.NOW.xor(bytes, from, to, key);
  }

  /** Ways to an instance field that several threads use. */
  public static Field field(MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    return Chosen.NOW.accessTo(lookup, owner, name, type);
  }

  /** Ways to a field. */
  public static final class Field {
    /** Acquires: {@code (owner)type}. */
    public final MethodHandle getter;

    /** Releases: {@code (owner,type)void}. */
    public final MethodHandle setter;

    /** Compares and sets: {@code (owner,type,type)boolean}. */
    public final MethodHandle swap;

    Field(MethodHandle getter, MethodHandle setter, MethodHandle swap) {
      this.getter = getter;
      this.setter = setter;
      this.swap = swap;
    }
  }

  abstract void storeStore();

  abstract void loadLoad();

  abstract void spinWait();

  abstract short bigShort(ByteBuffer bytes, int at);

  abstract int bigInt(ByteBuffer bytes, int at);

  abstract long bigLong(ByteBuffer bytes, int at);

  abstract long littleLong(ByteBuffer bytes, int at);

  abstract int xor(byte[] bytes, int from, int to, long key);

  abstract Field accessTo(MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException;
}
