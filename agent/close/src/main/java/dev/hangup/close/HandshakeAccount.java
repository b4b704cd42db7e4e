// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of an upgrade that came to nothing. Of headers, null is one that the stack did
 * not show, and empty one that was not there: what was merely not shown is never blamed. All text
 * is clean and bounded.
 *
 * @param stackVersion as the library itself says, null where unknown
 * @param framework what sits on the stack, null where unknown
 * @param scheme {@code ws} or {@code wss}, as the bytes came here; null where unknown
 * @param http2 on a stream of HTTP/2, which has neither Upgrade nor Connection
 * @param host of the request, with its port where it had one; null where not known
 * @param status of the HTTP response, 0 where there was none
 * @param failure what kind of thing was thrown, or ended the transport
 * @param error the exception's class, null where nothing was thrown
 */
public record HandshakeAccount(
    Role role,
    String stack,
    @Nullable String stackVersion,
    @Nullable String framework,
    @Nullable String scheme,
    boolean http2,
    @Nullable String host,
    Request request,
    int status,
    Answer answer,
    Failure failure,
    @Nullable String error) {

  /** What became of the transport, or of the code that answered or asked. */
  public enum Failure {
    NONE,
    /** The name has no address. */
    DNS,
    /** The machine is there, and no program listens on the port. */
    REFUSED,
    /** No connection, for another reason. */
    UNREACHABLE,
    /** What came back was no TLS. */
    NOT_TLS,
    /** The certificate is not one that this side trusts, or is for another name. */
    CERTIFICATE,
    /** TLS failed, for another reason. */
    TLS,
    TIMED_OUT,
    /** The end of the stream. */
    ENDED,
    /** TCP reset, or a write that met one. */
    RESET,
    /** The library did not like Sec-WebSocket-Accept. */
    ACCEPT,
    /** The library did not like the subprotocol. */
    SUBPROTOCOL,
    /** An exception of the library, or one that says nothing of the transport. */
    LIBRARY,
    /** An exception of the application. */
    APPLICATION
  }

  /**
   * What the request said.
   *
   * @param method null where not known
   * @param protocol as the request's first line has it, such as {@code HTTP/1.0}; null where not
   *     known
   * @param key what came as Sec-WebSocket-Key
   * @param credentials whether there was a header Authorization or Cookie; null where not known
   * @param offered subprotocols
   */
  public record Request(
      @Nullable String method,
      @Nullable String protocol,
      @Nullable String upgrade,
      @Nullable String connection,
      @Nullable String version,
      KeyHeader key,
      @Nullable String origin,
      @Nullable String forwardedHost,
      @Nullable String forwardedProto,
      @Nullable Boolean credentials,
      @Nullable String offered) {

    /** Of a stack that shows nothing. */
    public static final Request NOT_KNOWN =
        new Request(
            null, null, null, null, null, KeyHeader.NOT_KNOWN, null, null, null, null, null);
  }

  /** What came as Sec-WebSocket-Key, whose value is not kept. */
  public enum KeyHeader {
    NOT_KNOWN,
    ABSENT,
    /** Not 16 bytes in base64, as RFC 6455 4.1 asks. */
    BROKEN,
    GOOD
  }

  /**
   * What the response said.
   *
   * @param location without query and user
   * @param accepted whether Sec-WebSocket-Accept fits the key; null where not known
   * @param versions of Sec-WebSocket-Version, which the server speaks
   * @param challenge the scheme in WWW-Authenticate
   * @param server who says it has answered
   */
  public record Answer(
      @Nullable String location,
      @Nullable Boolean accepted,
      @Nullable String versions,
      @Nullable String subprotocol,
      @Nullable String challenge,
      @Nullable String server) {

    /** Of a stack that shows nothing, or where there was no answer. */
    public static final Answer NOT_KNOWN = new Answer(null, null, null, null, null, null);
  }
}
