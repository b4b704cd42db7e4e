// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import net.bytebuddy.asm.Advice;

/** Advice that does more than to begin a method. Never called. */
@SuppressWarnings("unused")
final class More {

  private More() {}

  @OnReturn
  static void returning(@Advice.Argument(0) Object first) {}

  @OnExit
  static void throwing(@Advice.Argument(0) Object first) {}

  @OnEnter
  static void both(@Advice.Argument(0) Object first) {}

  @OnReturn
  static void bothDone(@Advice.Argument(0) Object first) {}

  @OnEnter
  static void field(@Advice.FieldValue("name") Object name) {}

  @OnEnter
  static void all(@Advice.AllArguments Object[] all) {}

  @OnEnter
  static Object giving(@Advice.Argument(0) Object first) {
    return first;
  }

  @OnEnter
  static void optional(@Advice.Argument(value = 3, optional = true) Object fourth) {}

  @OnEnter
  static void writable(@Advice.Argument(value = 0, readOnly = false) Object first) {}

  /** Not one of ours: nothing is said of it. */
  static void entered(@Advice.This Object self) {}
}
