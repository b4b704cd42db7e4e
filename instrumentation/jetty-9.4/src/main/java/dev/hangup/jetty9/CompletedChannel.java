// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.OnEnter;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.http.HttpFields;

/** A server is done with a request. */
final class CompletedChannel {

  /** Jetty 10 and 11 have a channel of this name too, and are a module of their own. */
  private static final boolean BEFORE_10 = !HttpFields.class.isInterface();

  private CompletedChannel() {}

  @OnEnter
  static void completed(@Advice.This Object channel) {
    if (BEFORE_10) {
      Refusals.completed(channel);
    }
  }
}
