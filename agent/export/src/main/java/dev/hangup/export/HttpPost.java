// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One POST over HTTP/1.1 on a connection of its own. Nothing that a program can set for all
 * connections has a part in it (cookies, credentials, caches, redirects, handlers of URLs, host
 * name verifiers, a pool of connections), and no agent that traces HTTP clients knows it. The
 * application's proxies, its default TLS context and what it does to sockets as such do.
 */
final class HttpPost {

  private final URI endpoint;
  private final Map<String, List<String>> headers;
  private final @Nullable SSLContext tls;
  private final Deadline deadline;
  private final long mostBody;
  private final String authority;
  private final String host;
  private final int port;

  /**
   * @param tls null for the JVM's default
   * @param mostBody bytes kept of the answer
   */
  HttpPost(
      URI endpoint,
      Map<String, List<String>> headers,
      @Nullable SSLContext tls,
      Deadline deadline,
      long mostBody) {
    this.endpoint = endpoint;
    this.headers = headers;
    this.tls = tls;
    this.deadline = deadline;
    this.mostBody = mostBody;
    // Not URI.getHost: that one knows no names with an underscore, as containers have.
    authority = endpoint.getRawAuthority();
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String name = hasPort ? authority.substring(0, colon) : authority;
    host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : isSecure() ? 443 : 80;
  }

  private boolean isSecure() {
    return "https".equals(endpoint.getScheme());
  }

  /**
   * @param thread the one that is calling; it is told of the socket, since writing to somebody who
   *     does not read has no time-out
   */
  HttpAnswer send(byte[] body, Proxy proxy, ExportThread thread) throws IOException {
    boolean throughHttp = proxy.type() == Proxy.Type.HTTP;
    try (Socket socket = new Socket(throughHttp ? Proxy.NO_PROXY : proxy)) {
      thread.busyWith(socket, deadline);
      connect(socket, proxy);
      if (!isSecure()) {
        return exchange(socket, request(body, throughHttp));
      }
      if (throughHttp) {
        tunnel(socket);
      }
      try (Socket secure = secured(socket)) {
        return exchange(secure, request(body, false));
      }
    } finally {
      thread.idle();
    }
  }

  private void connect(Socket socket, Proxy proxy) throws IOException {
    socket.setTcpNoDelay(true);
    if (proxy.type() == Proxy.Type.SOCKS) {
      // The proxy knows the name, this side may not.
      socket.connect(InetSocketAddress.createUnresolved(host, port), deadline.millisToConnect());
    } else if (proxy.address() instanceof InetSocketAddress at) {
      socket.connect(
          at.isUnresolved() ? new InetSocketAddress(at.getHostString(), at.getPort()) : at,
          deadline.millisToConnect());
    } else {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(host), port), deadline.millisToConnect());
    }
  }

  /** RFC 9110 9.3.6. */
  private void tunnel(Socket socket) throws IOException {
    String target = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    String connect = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n";
    socket.getOutputStream().write(connect.getBytes(StandardCharsets.ISO_8859_1));
    // Not through a buffer: what comes after the head is TLS.
    HttpAnswer answer = HttpAnswer.head(new Timed(socket, deadline));
    if (answer.getStatusCode() / 100 != 2) {
      throw new IOException("the proxy answers " + answer.getStatusCode());
    }
  }

  private SSLSocket secured(Socket socket) throws IOException {
    socket.setSoTimeout(deadline.millisLeft());
    try {
      SSLContext context = tls == null ? SSLContext.getDefault() : tls;
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    } catch (SSLException e) {
      throw told(e);
    }
  }

  /** The JDK has no type for this one. */
  private static SSLException told(SSLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No subject alternative") || message.contains("No name matching")
        ? new SSLPeerUnverifiedException("its certificate is for another host")
        : failure;
  }

  private HttpAnswer exchange(Socket socket, byte[] request) throws IOException {
    InputStream in = new BufferedInputStream(new Timed(socket, deadline));
    try {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // A receiver that refuses may answer before all is written, and close.
      try {
        return HttpAnswer.read(in, mostBody);
      } catch (IOException noAnswer) {
        throw e;
      }
    }
    return HttpAnswer.read(in, mostBody);
  }

  private byte[] request(byte[] body, boolean toProxy) throws IOException {
    StringBuilder head = new StringBuilder(512);
    String path = endpoint.getRawPath();
    head.append("POST ").append(toProxy ? endpoint.getScheme() + "://" + authority : "");
    head.append(path == null || path.isEmpty() ? "/" : path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      for (String value : header.getValue()) {
        head.append(safe(header.getKey())).append(": ").append(safe(value)).append("\r\n");
      }
    }
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** Without a word of what it is: it may be a password. */
  private static String safe(String text) throws IOException {
    if (!HeaderSettings.isOneLine(text)) {
      throw new IOException("a header has a line break in it; set otel.exporter.otlp.headers");
    }
    return text;
  }

  /** Reads of a socket, however small they are, all before one deadline. */
  private static final class Timed extends InputStream {

    private final Socket socket;
    private final InputStream in;
    private final Deadline deadline;

    Timed(Socket socket, Deadline deadline) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(deadline.millisLeft());
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      socket.setSoTimeout(deadline.millisLeft());
      return in.read(into, offset, length);
    }
  }
}
