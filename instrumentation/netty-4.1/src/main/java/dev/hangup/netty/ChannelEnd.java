// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/** The channel is closed: on every channel, for every reason, whatever handlers keep back. */
record ChannelEnd(ChannelConnection followed) implements ChannelFutureListener {

  /** A framework that cleans up before it tells of the exception does so within moments. */
  private static final long TELLS_LATE_MILLIS = 250;

  @Override
  public void operationComplete(ChannelFuture closed) {
    Wire wire = followed.wire();
    if (wire == null || followed.wasRefused()) {
      return; // the refusal was told; there is no answer to tell
    }
    followed.tellAnswer();
    Http2Streams.tellWhatEnded(closed.channel(), wire);
    try {
      if (closed.channel().eventLoop().isShuttingDown()) {
        // A loop that shuts down closes its channels past the pipeline: no peer was involved.
        wire.localClose();
      } else if (followed.holdsItsEnd()) {
        hold(closed.channel(), wire);
        return;
      }
    } catch (RuntimeException neverRegistered) {
      // Without a loop there is none that shuts down. Or it takes nothing any more.
    }
    wire.closed();
  }

  /**
   * Waits for the exception that ended the application's handler, if there was one. The end was
   * seen in its time; told of it is a little later. A loop that shuts down cancels what waits, and
   * a listener hears of that too.
   */
  private static void hold(Channel channel, Wire wire) {
    channel
        .eventLoop()
        .schedule(() -> {}, TELLS_LATE_MILLIS, TimeUnit.MILLISECONDS)
        .addListener(waited -> wire.closed());
  }
}
