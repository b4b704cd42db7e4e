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
   * @param called gets the classes of advice that are called
   * @param failing the one that fails at every call, null for none
   */
  private record Plan(Set<String> called, @Nullable String failing) {}

  /** From now on the classes that are called are put into the set given back. */
  static Set<String> listen() {
    Set<String> called = ConcurrentHashMap.newKeySet();
    plan = new Plan(called, null);
    return called;
  }

  /** From now on this class of advice throws, whatever is called of it. */
  static void of(String advice) {
    plan = new Plan(ConcurrentHashMap.newKeySet(), advice);
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
    String advice = called.substring(0, called.lastIndexOf('.'));
    now.called().add(advice);
    if (advice.equals(now.failing())) {
      // Not even an exception: what no code expects.
      throw new AssertionError("injected by a test");
    }
  }
}
