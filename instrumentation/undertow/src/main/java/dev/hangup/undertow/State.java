// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.LibraryVersion;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.undertow.common.Followed;
import io.undertow.websockets.core.WebSocketChannel;
import org.jspecify.annotations.Nullable;

/** Where the state of a connection hangs. */
final class State {

  static final @Nullable String VERSION =
      LibraryVersion.byMaven(WebSocketChannel.class, "io.undertow/undertow-core");

  private static final StateField CHANNEL = StateField.of(WebSocketChannel.class);
  private static final StateField.Reader CHANNEL_READER = CHANNEL.reader();

  private State() {}

  static @Nullable Followed of(WebSocketChannel channel) {
    return (Followed) CHANNEL_READER.get(channel);
  }

  static @Nullable Wire wire(WebSocketChannel channel) {
    Followed followed = of(channel);
    return followed == null ? null : followed.wire();
  }

  static void set(WebSocketChannel channel, Followed followed) {
    CHANNEL.set(channel, followed);
  }
}
