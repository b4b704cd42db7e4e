// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.DeflateParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The opening handshake, RFC 6455 section 4. Both sides answer what was agreed about deflate. */
final class Handshake {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String EXTENSIONS = "sec-websocket-extensions";

  private Handshake() {}

  /** The server's half: reads the request and answers it, with 101 or with a refusal. */
  static @Nullable DeflateParameters answer(InputStream in, OutputStream out) throws IOException {
    try {
      HttpHead request = HttpHead.read(in);
      String key = requireUpgrade(request);
      DeflateParameters deflate = DeflateParameters.choose(request.header(EXTENSIONS));
      StringBuilder response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
      response.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
      response.append("Sec-WebSocket-Accept: ").append(accept(key)).append("\r\n");
      if (deflate != null) {
        response.append("Sec-WebSocket-Extensions: ").append(deflate.header()).append("\r\n");
      }
      send(out, response.append("\r\n"));
      return deflate;
    } catch (HandshakeException refused) {
      send(out, refusal(refused));
      throw refused;
    }
  }

  private static String requireUpgrade(HttpHead request) throws HandshakeException {
    if (!request.startLine().startsWith("GET ")) {
      throw new HandshakeException(405, "an upgrade is a GET");
    }
    if (!request.has("upgrade", "websocket") || !request.has("connection", "upgrade")) {
      throw new HandshakeException(426, "this server speaks nothing but WebSocket");
    }
    if (!request.has("sec-websocket-version", "13")) {
      throw new HandshakeException(426, "this server speaks version 13");
    }
    String key = request.header("sec-websocket-key");
    if (key == null || !isNonce(key)) {
      throw new HandshakeException(400, "Sec-WebSocket-Key is not 16 bytes in base64");
    }
    return key;
  }

  private static boolean isNonce(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static StringBuilder refusal(HandshakeException refused) {
    String body = refused.getMessage() + "\n";
    return new StringBuilder("HTTP/1.1 ")
        .append(refused.status())
        .append(" Refused\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
        .append("Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ")
        .append(body.length())
        .append("\r\n\r\n")
        .append(body);
  }

  /** The client's half: asks for the upgrade and checks the answer. */
  static @Nullable DeflateParameters ask(URI uri, InputStream in, OutputStream out)
      throws IOException {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder request = new StringBuilder("GET ").append(path).append(query);
    request.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority());
    request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
    request.append("\r\nSec-WebSocket-Key: ").append(key);
    request.append("\r\nSec-WebSocket-Extensions: ").append(DeflateParameters.OFFER);
    send(out, request.append("\r\n\r\n"));
    HttpHead response = HttpHead.read(in);
    requireSwitch(response, key);
    try {
      return DeflateParameters.agreed(response.header(EXTENSIONS));
    } catch (IllegalArgumentException notOffered) {
      throw new HandshakeException(400, String.valueOf(notOffered.getMessage()));
    }
  }

  private static void requireSwitch(HttpHead response, String key) throws HandshakeException {
    if (!response.startLine().startsWith("HTTP/1.1 101")) {
      throw new HandshakeException(400, "the server refused: " + response.startLine());
    }
    if (!response.has("upgrade", "websocket") || !response.has("connection", "upgrade")) {
      throw new HandshakeException(400, "the server's 101 does not upgrade to WebSocket");
    }
    if (!accept(key).equals(response.header("sec-websocket-accept"))) {
      throw new HandshakeException(400, "Sec-WebSocket-Accept does not fit the key");
    }
  }

  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static void send(OutputStream out, StringBuilder text) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
