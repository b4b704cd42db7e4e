// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/**
 * A read failed. The transport tells it here, at the head of the pipeline; what handlers throw goes
 * elsewhere.
 */
final class ReadError {

  private ReadError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This ChannelPipeline pipeline, @Advice.Argument(0) Throwable failure) {
    Tapped tapped = Tapped.of(pipeline.channel());
    if (tapped == null) {
      return;
    }
    tapped.isNews(failure);
    Wire wire = tapped.wire();
    if (wire != null && failure instanceof IOException) {
      wire.readFailed(failure);
    }
  }
}
