// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.DeflateParameters;
import dev.hangup.codec.FrameWriter;
import dev.hangup.codec.MessageListener;
import dev.hangup.codec.MessageReader;
import dev.hangup.codec.Note;
import dev.hangup.codec.Role;
import dev.hangup.codec.SizeLimits;
import dev.hangup.codec.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection after its handshake: sends every message back, answers Pings, and ends as RFC 6455
 * section 7 wants it. Runs on one thread.
 */
final class Echo implements MessageListener, AutoCloseable {

  private static final SizeLimits LIMITS = new SizeLimits(1 << 24, 1 << 24);
  private static final int READ = 1 << 16;
  private static final int PROTOCOL_ERROR = 1002;

  /** How long the peer may take to hang up once both have said goodbye. */
  private static final int LINGER_MILLIS = 2000;

  private final Role self;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final MessageReader reader;
  private final FrameWriter writer;
  private final Consumer<Violation> complaints;
  private boolean unassignedCode;
  private boolean over;

  Echo(
      Role self, Socket socket, @Nullable DeflateParameters deflate, Consumer<Violation> complaints)
      throws IOException {
    this.self = self;
    this.socket = socket;
    this.complaints = complaints;
    in = socket.getInputStream();
    out = socket.getOutputStream();
    reader = new MessageReader(self.other(), this, LIMITS);
    writer = new FrameWriter(self);
    if (deflate != null) {
      reader.negotiated(deflate);
      writer.negotiated(deflate);
    }
  }

  /** Returns when the connection is over. */
  void run() throws IOException {
    byte[] array = new byte[READ];
    ByteBuffer bytes = ByteBuffer.wrap(array);
    while (!over) {
      int size = in.read(array);
      if (size < 0) {
        return;
      }
      reader.read(bytes, 0, size);
      writer.drainTo(out);
    }
    hangUp(array);
  }

  // RFC 6455 7.1.1: the server closes first. The rest is read so that the Close frame is not lost
  // to
  // a reset, which is what closing a socket with unread bytes makes of it.
  private void hangUp(byte[] array) {
    try {
      if (self == Role.SERVER || reader.stopped()) {
        socket.shutdownOutput();
      }
      socket.setSoTimeout(LINGER_MILLIS);
      while (in.read(array) >= 0) {
        // Whatever still comes is too late.
      }
    } catch (IOException gone) {
      // The peer stayed too long or left by a reset; all that had to be said was said.
    }
  }

  @Override
  public void text(ByteBuffer utf8) {
    if (!over) {
      writer.text(utf8);
    }
  }

  @Override
  public void binary(ByteBuffer bytes) {
    if (!over) {
      writer.binary(bytes);
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    if (!over) {
      writer.pong(payload);
    }
  }

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(int code, @Nullable String reason) {
    if (over) {
      return;
    }
    over = true;
    if (code == 1005) {
      writer.closeWithoutStatus();
    } else if (unassignedCode) {
      writer.close(PROTOCOL_ERROR, "close code " + code + " is not assigned");
    } else {
      writer.close(code, "");
    }
  }

  @Override
  public void violation(Violation violation) {
    complaints.accept(violation);
    if (!over) {
      over = true;
      writer.close(violation.rule().closeCode(), violation.rule().id());
    }
  }

  @Override
  public void note(Note note, long frameIndex, long byteOffset) {
    // The codec leaves it open what an unassigned code means; this endpoint knows none of them.
    unassignedCode |= note == Note.UNASSIGNED_CLOSE_CODE;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    writer.close();
    socket.close();
  }
}
