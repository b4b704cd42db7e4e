// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.OnEnter;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Jetty 12 is done with a request. */
final class CompletedStream {

  private CompletedStream() {}

  @OnEnter
  static void completed(
      @Advice.FieldValue("_request") @Nullable Object request,
      @Advice.FieldValue("_response") @Nullable Object response,
      @Advice.Argument(0) Object stream) {
    if (Refusals.concern(request) && request != null && response != null) {
      Refusals.answered(request, Responses.sent(stream, response));
    }
  }
}
