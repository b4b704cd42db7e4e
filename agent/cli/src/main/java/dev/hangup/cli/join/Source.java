// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Where an export comes from: a file, an address, standard input. */
public final class Source {

  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;

  /** An address that drips must not hold this program for ever. */
  private static final long WHOLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** RFC 1952. */
  private static final int GZIP_1 = 0x1f;

  private static final int GZIP_2 = 0x8b;

  private Source() {}

  /** Says in one line what cannot be read, and why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }

    public String line() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads all of it; {@code -} is {@code standardInput}. */
  public static Export read(String name, InputStream standardInput, Consumer<End> found)
      throws Unreadable {
    String shown = shown(name);
    Export export;
    try (InputStream in = open(name, standardInput);
        Reader text = new InputStreamReader(plain(in), StandardCharsets.UTF_8)) {
      export = Export.read(shown, text, found);
    } catch (ZipException broken) {
      throw new Unreadable(shown + " is no whole gzip file: " + broken.getMessage());
    } catch (IOException broken) {
      throw new Unreadable(shown + " cannot be read: " + why(broken));
    }
    if (!export.isJson()) {
      throw new Unreadable(
          shown
              + " has no JSON in it; it takes OTLP JSON, Jaeger's /api/traces, or hangup's console"
              + " with hangup.log.format=json");
    }
    return export;
  }

  private static String why(IOException broken) {
    if (broken instanceof SocketTimeoutException) {
      return "no answer in time";
    } else if (broken instanceof UnknownHostException) {
      return "no such host";
    }
    String message = broken.getMessage();
    return Words.plain(message == null ? broken.getClass().getSimpleName() : message);
  }

  private static InputStream open(String name, InputStream standardInput)
      throws IOException, Unreadable {
    if (name.equals("-")) {
      return standardInput;
    }
    return isAddress(name) ? fetched(name) : file(name);
  }

  private static boolean isAddress(String name) {
    String start = name.toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://");
  }

  private static InputStream file(String name) throws IOException, Unreadable {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException noName) {
      throw new Unreadable("no such file: " + shown(name));
    }
    if (Files.isDirectory(path)) {
      throw new Unreadable(shown(name) + " is a folder; name the files in it");
    } else if (!Files.exists(path)) {
      throw new Unreadable("no such file: " + shown(name));
    }
    return Files.newInputStream(path);
  }

  /** One GET, and nothing of this machine in it. */
  private static InputStream fetched(String address) throws IOException, Unreadable {
    URLConnection connection;
    try {
      connection = new URL(encoded(address)).openConnection();
    } catch (MalformedURLException | IllegalArgumentException wrong) {
      throw new Unreadable(shown(address) + " is no address: " + wrong.getMessage());
    }
    HttpURLConnection http = (HttpURLConnection) connection;
    http.setConnectTimeout(CONNECT_MILLIS);
    http.setReadTimeout(READ_MILLIS);
    http.setInstanceFollowRedirects(false);
    http.setUseCaches(false);
    http.setRequestProperty("Accept", "application/json");
    http.setRequestProperty("User-Agent", "hangup");
    int status = http.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      http.disconnect();
      throw new Unreadable(
          shown(address)
              + " answers "
              + status
              + (status / 100 == 3 ? "; name the address that it leads to" : ""));
    }
    return new InTime(http.getInputStream());
  }

  /** As browsers do it, so that a search of Jaeger's can be written as it is: tags={"a":"b"}. */
  private static String encoded(String address) {
    StringBuilder encoded = new StringBuilder(address.length() + 16);
    for (byte each : address.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && "\"{}|<>^`\\".indexOf(each) < 0) {
        encoded.append((char) each);
      } else {
        encoded.append(String.format("%%%02X", each & 0xff));
      }
    }
    return encoded.toString();
  }

  /** Zipped or not, its first two bytes say. */
  private static InputStream plain(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 2);
    int first = start.read();
    int second = first < 0 ? -1 : start.read();
    if (second >= 0) {
      start.unread(second);
    }
    if (first >= 0) {
      start.unread(first);
    }
    return first == GZIP_1 && second == GZIP_2 ? new GZIPInputStream(start) : start;
  }

  /** Without what may be a password: a user before the host, and a query. */
  private static String shown(String name) {
    if (name.equals("-")) {
      return "standard input";
    }
    return Words.plain(
        isAddress(name) ? name.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//") : name);
  }

  /** Gives up on a stream that takes too long as a whole. */
  private static final class InTime extends FilterInputStream {
    private final long until = System.nanoTime() + WHOLE_NANOS;

    InTime(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      check();
      return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      check();
      return super.read(into, offset, length);
    }

    private void check() throws IOException {
      if (System.nanoTime() - until > 0) {
        throw new SocketTimeoutException();
      }
    }
  }
}
