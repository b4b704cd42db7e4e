// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fake;

import dev.hangup.instrumentation.api.StateField;
import library.Connection;
import library.Decoder;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Tells the story of a read: library types, a lambda and a helper, as stack code may. */
final class ReadAdvice {

  private static final StateField READS = StateField.of(Connection.class);

  private ReadAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This Decoder decoder,
      @Advice.FieldValue("connection") Connection connection,
      @Advice.Argument(0) String bytes) {
    if (bytes.equals("advice fails")) {
      throw new UnsupportedOperationException("on purpose");
    }
    Runnable told = () -> connection.story.add("enter " + bytes + ", read " + count(connection));
    told.run();
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.FieldValue("connection") Connection connection,
      @Advice.Return int length,
      @Advice.Thrown @Nullable Throwable thrown) {
    connection.story.add(thrown == null ? "exit " + length : "thrown " + thrown.getMessage());
  }

  private static int count(Connection connection) {
    Object before = READS.get(connection);
    int count = before == null ? 1 : (Integer) before + 1;
    READS.compareAndSet(connection, before, count);
    return count;
  }
}
