// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.OnEnter;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Jetty 10 or 11 is done with a request. */
final class CompletedChannel {

  /** Jetty 9.4 has a channel of this name too, and is a module of its own. */
  private static final boolean SINCE_10 = HttpFields.class.isInterface();

  private CompletedChannel() {}

  @OnEnter
  static void completed(
      @Advice.This Object channel, @Advice.FieldValue("_request") @Nullable Object request) {
    if (SINCE_10 && Refusals.concern(request) && request != null) {
      Refusals.answered(request, Responses.sent(channel));
    }
  }
}
