// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Is asked before every call of advice, and makes those fail that a test wants to. */
final class Sabotage implements Consumer<String> {

  private static volatile @Nullable Plan plan;

  /**
   * What a test wants.
   *
   * @param called gets the methods of advice that are called, with their classes
   * @param failing the class that fails at every call, null for none
   */
  private record Plan(Set<String> called, @Nullable String failing) {}

  /** From now on the methods that are called are put into the set given back. */
  static Set<String> listen() {
    return begin(null);
  }

  /** The same, and this class of advice throws, whatever is called of it. */
  static Set<String> of(String advice) {
    return begin(advice);
  }

  private static Set<String> begin(@Nullable String failing) {
    Set<String> called = ConcurrentHashMap.newKeySet();
    plan = new Plan(called, failing);
    return called;
  }

  /** The class of a method that was called. */
  static String advice(String called) {
    return called.substring(0, called.lastIndexOf('.'));
  }

  static void over() {
    plan = null;
  }

  /** {@code called} is the class and the method. */
  @Override
  public void accept(String called) {
    Plan now = plan;
    if (now == null) {
      return;
    }
    now.called().add(called);
    if (advice(called).equals(now.failing())) {
      // Not even an exception: what no code expects.
      throw new AssertionError("injected by a test");
    }
  }
}
