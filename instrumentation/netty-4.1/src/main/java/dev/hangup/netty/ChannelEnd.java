// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/** The channel is closed: on every channel, for every reason, whatever handlers keep back. */
record ChannelEnd(Wire wire) implements ChannelFutureListener {

  @Override
  public void operationComplete(ChannelFuture closed) {
    try {
      if (closed.channel().eventLoop().isShuttingDown()) {
        // A loop that shuts down closes its channels past the pipeline: no peer was involved.
        wire.localClose();
      }
    } catch (RuntimeException neverRegistered) {
      // Without a loop there is none that shuts down.
    }
    wire.closed();
  }
}
