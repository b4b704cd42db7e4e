// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus.common;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the transport below Tyrus, and the WebSocket on it. Hangs on what reads and
 * writes in the container, and on the codec above. A client's has its wire from the moment it is
 * connected, a server's from the answer 101 on.
 */
public final class Line extends Connection {

  private final @Nullable SocketAddress peer;
  private volatile @Nullable Wire wire;
  private volatile @Nullable Attempt attempt;
  private volatile boolean open;

  public Line(@Nullable SocketAddress peer) {
    super(null);
    this.peer = peer;
  }

  @Override
  public @Nullable Wire wire() {
    return wire;
  }

  /** A handshake is under way on it. */
  public void begins(Wire handshake) {
    wire = handshake;
  }

  /** The same, of a client. */
  public Line begun(Attempt client) {
    attempt = client;
    wire = client.wire();
    return this;
  }

  /** A client will ask again, on another connection: what becomes of this one is no news. */
  public void leaves() {
    wire = null;
  }

  /** The handshake is done, and the application has not heard of it. */
  public void opens() {
    Wire followed = wire;
    if (followed != null) {
      followed.handshake().peer(peer);
      open = true;
      followed.opened();
    }
  }

  /** Of one thread at a time, in their order on the wire; not those of the handshake. */
  public void sends(ByteBuffer bytes) {
    Wire followed = wire;
    if (open && followed != null) {
      followed.outboundBytes(bytes, bytes.position(), bytes.limit());
    }
  }

  public void peerEnded() {
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (open) {
      followed.eof();
    } else {
      followed.refused(0, new EOFException());
    }
  }

  public void readFailed(Throwable failure) {
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (open) {
      followed.readFailed(failure);
    } else {
      followed.refused(0, failure);
    }
  }

  /** Nothing is written after that. */
  public void writeFailed(Throwable failure) {
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (open) {
      followed.closeNotSent(); // if it was one that was about to be written
      followed.writeFailed(failure);
    } else {
      followed.refused(0, failure);
    }
  }

  /** This side closes the transport, unless its end was found before. */
  public void closes() {
    Wire followed = wire;
    if (open && followed != null) {
      followed.localClose();
    }
  }

  /** The transport is closed. */
  public void closed() {
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    Attempt client = attempt;
    if (open) {
      followed.localClose();
      followed.closed();
    } else if (client != null) {
      client.lost();
    }
  }
}
