// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import dev.hangup.instrumentation.api.OnEnter;
import java.util.Arrays;
import library.Shapes;
import net.bytebuddy.asm.Advice;

/** Only begins methods, and leaves nothing. */
final class Entries {

  private Entries() {}

  @OnEnter
  static void nothing() {
    Shapes.STORY.add("nothing");
  }

  @OnEnter
  static void sum(@Advice.Argument(3) float d, @Advice.Argument(0) long a) {
    Shapes.STORY.add("sum " + a + ' ' + d);
  }

  @OnEnter
  static void looping(@Advice.This Shapes self, @Advice.Argument(0) int times) {
    Shapes.STORY.add("looping " + (self != null) + ' ' + times);
  }

  @OnEnter
  static void text(@Advice.Argument(0) CharSequence text, @Advice.Argument(1) long number) {
    Shapes.STORY.add("text " + text + ' ' + number);
  }

  @OnEnter
  static void word(@Advice.This Object self, @Advice.Argument(0) Object word) {
    Shapes.STORY.add("word " + (self instanceof Shapes) + ' ' + word);
  }

  @OnEnter
  static void cleaning(@Advice.Argument(0) int[] values, @Advice.Argument(1) int index) {
    Shapes.STORY.add("cleaning " + Arrays.toString(values) + ' ' + index);
  }

  @OnEnter
  static void locals(
      @Advice.Argument(0) byte a,
      @Advice.Argument(1) char b,
      @Advice.Argument(2) short c,
      @Advice.Argument(3) boolean d) {
    Shapes.STORY.add("locals " + a + b + c + d);
  }

  @OnEnter
  static void throwing(@Advice.This Shapes self) {
    Shapes.STORY.add("throwing " + (self != null));
    throw new IllegalStateException("what advice throws stays with us");
  }
}
