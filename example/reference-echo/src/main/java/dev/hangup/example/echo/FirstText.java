// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.MessageListener;
import dev.hangup.codec.MessageReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.SizeLimits;
import dev.hangup.codec.Violation;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Connects, takes the first text message and leaves. */
final class FirstText implements MessageListener {

  private static final int READ = 1 << 12;

  private @Nullable String text;

  static String of(URI uri) throws IOException {
    FirstText first = new FirstText();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort());
        MessageReader reader = new MessageReader(Role.SERVER, first, new SizeLimits(READ, READ))) {
      var deflate = Handshake.ask(uri, socket.getInputStream(), socket.getOutputStream());
      if (deflate != null) {
        reader.negotiated(deflate);
      }
      byte[] array = new byte[READ];
      String found = null;
      while (found == null) {
        int size = socket.getInputStream().read(array);
        if (size < 0) {
          throw new EOFException(uri + " sent no text");
        }
        reader.read(ByteBuffer.wrap(array), 0, size);
        found = first.text;
      }
      return found;
    }
  }

  @Override
  public void text(ByteBuffer utf8) {
    if (text == null) {
      text = StandardCharsets.UTF_8.decode(utf8).toString();
    }
  }

  @Override
  public void binary(ByteBuffer bytes) {}

  @Override
  public void ping(ByteBuffer payload) {}

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(int code, @Nullable String reason) {}

  @Override
  public void violation(Violation violation) {}
}
