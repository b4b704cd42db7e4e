// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of entries, for those who insist on one: where the jar has none, this reads them. Apart
 * from the loader, so that a start where nobody asks does not load it.
 */
final class EntryHandler extends URLStreamHandler {

  private final Function<String, byte @Nullable []> jar;
  private final String entry;

  private EntryHandler(Function<String, byte @Nullable []> jar, String entry) {
    this.jar = jar;
    this.entry = entry;
  }

  /**
   * {@code jarUrl} is empty where the jar has no address; null is what cannot be written as one.
   */
  static @Nullable URL address(
      Function<String, byte @Nullable []> jar, String jarUrl, String entry) {
    try {
      return jarUrl.isEmpty()
          ? new URL(null, "hangup:" + entry, new EntryHandler(jar, entry))
          : new URL("jar:" + jarUrl + "!/" + entry);
    } catch (MalformedURLException e) {
      return null;
    }
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
