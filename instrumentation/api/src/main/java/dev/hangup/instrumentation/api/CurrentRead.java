// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The connection that is reading on this thread. What the endpoint below it finds out meanwhile, in
 * another jar, is about it.
 */
public final class CurrentRead {

  /**
   * One slot per thread, filled and emptied, so that nothing is allocated per read. It outlives the
   * application on threads that do, and must be of the JDK's making.
   */
  private static final ThreadLocal<@Nullable Object[]> CURRENT = new ThreadLocal<>();

  private CurrentRead() {}

  /**
   * Begins.
   *
   * @param onSocket what the socket says is all there is: neither TLS nor HTTP/2 between
   */
  public static void begin(Wire wire, boolean onSocket) {
    @Nullable Object[] slot = CURRENT.get();
    if (slot == null) {
      slot = new Object[2];
      CURRENT.set(slot);
    }
    slot[0] = wire;
    slot[1] = onSocket ? wire : null;
  }

  public static void end() {
    @Nullable Object[] slot = CURRENT.get();
    if (slot != null) {
      slot[0] = null;
      slot[1] = null;
    }
  }

  public static boolean is(Wire wire) {
    return current() == wire;
  }

  /** Null where none is. */
  public static @Nullable Wire current() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[0];
  }

  /** The same, where it reads from the socket itself. */
  public static @Nullable Wire currentOnSocket() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[1];
  }

  /**
   * Reads from a socket in a library's place, which catches what this throws and says end of stream
   * instead: here alone a reset is a reset. Below TLS it runs on the same thread.
   *
   * @param closes a read that fails is the end of the connection: some versions keep a dead one
   *     until its idle timer fires
   */
  public static int read(String stack, boolean closes, ByteChannel socket, ByteBuffer buffer)
      throws IOException {
    int read;
    try {
      read = socket.read(buffer);
    } catch (IOException e) {
      tell(
          stack,
          false,
          wire -> {
            wire.readFailed(e);
            if (closes) {
              wire.closed();
            }
          });
      throw e;
    }
    if (read < 0) {
      // Now, before the library, whose writer may be closing at this moment, makes an end of its
      // own of it: the selector's thread, which finds the channel closed, closes the endpoint.
      tell(stack, true, Wire::eof);
    }
    return read;
  }

  /**
   * The transport is closed past its connection: by a server that stops, or by the library's own
   * input and output.
   *
   * @param failure what became of the transport; null where this side just closes it
   */
  public static void closing(Wire wire, @Nullable Throwable failure) {
    boolean reading = is(wire);
    if (failure != null) {
      if (reading && failure instanceof SSLException) {
        wire.readFailed(failure); // TLS closes before its reader hears of it
      } else {
        wire.writeFailed(failure);
      }
    }
    // The end of a stream whose other half is shut already closes it from within the read.
    if (!reading) {
      wire.localClose();
    }
  }

  /**
   * Tells the connection that reads on this thread. With a wall of its own: none of the agent's
   * stands around a call that is made in another's place.
   *
   * @param onSocket only where it reads from the socket itself
   */
  public static void tell(String stack, boolean onSocket, Consumer<Wire> news) {
    try {
      Wire wire = onSocket ? currentOnSocket() : current();
      if (wire != null) {
        news.accept(wire);
      }
    } catch (Throwable ours) {
      WireTap.suppressed(stack, ours);
    }
  }
}
