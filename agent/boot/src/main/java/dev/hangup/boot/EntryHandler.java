// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an entry of a jar that has no address, for those who insist on one. */
final class EntryHandler extends URLStreamHandler {

  private final Function<String, byte @Nullable []> jar;
  private final String entry;

  EntryHandler(Function<String, byte @Nullable []> jar, String entry) {
    this.jar = jar;
    this.entry = entry;
  }

  @Override
  protected URLConnection openConnection(URL address) {
    return new Connection(address, jar, entry);
  }

  private static final class Connection extends URLConnection {

    private final Function<String, byte @Nullable []> jar;
    private final String entry;

    Connection(URL address, Function<String, byte @Nullable []> jar, String entry) {
      super(address);
      this.jar = jar;
      this.entry = entry;
    }

    @Override
    public void connect() {
      connected = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      byte[] bytes = jar.apply(entry);
      if (bytes == null) {
        throw new FileNotFoundException(entry);
      }
      return new ByteArrayInputStream(bytes);
    }
  }
}
