// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.net.URI;

/**
 * How a story wants the stack set up. An echo application unless a text begins with an exclamation
 * mark, see {@link StackUnderTest}.
 *
 * @param path of the endpoint
 * @param maxFrame largest frame (or message, where the stack has no other limit) accepted, in bytes
 * @param idleMillis after which this side closes with 1001, 0 for never
 * @param deflate permessage-deflate is offered or accepted
 * @param subprotocol supported or asked for, empty for none
 * @param readOnDemand reads are asked for one by one instead of as data comes
 * @param tls the connection is under TLS
 * @param sendMillis how long a send may last, 0 for as long as the stack has it
 * @param pingMillis how often the stack pings by itself, 0 for never
 */
public record Options(
    String path,
    int maxFrame,
    long idleMillis,
    boolean deflate,
    String subprotocol,
    boolean readOnDemand,
    boolean tls,
    long sendMillis,
    long pingMillis) {

  public static Options at(String path) {
    return new Options(path, 65536, 0, false, "", false, false, 0, 0);
  }

  /** Of the endpoint, for a client. */
  public URI uri(int port) {
    return URI.create((tls ? "wss" : "ws") + "://127.0.0.1:" + port + path);
  }

  public Options withMaxFrame(int bytes) {
    return new Options(
        path, bytes, idleMillis, deflate, subprotocol, readOnDemand, tls, sendMillis, pingMillis);
  }

  public Options withIdleMillis(long millis) {
    return new Options(
        path, maxFrame, millis, deflate, subprotocol, readOnDemand, tls, sendMillis, pingMillis);
  }

  public Options withDeflate() {
    return new Options(
        path, maxFrame, idleMillis, true, subprotocol, readOnDemand, tls, sendMillis, pingMillis);
  }

  public Options withSubprotocol(String name) {
    return new Options(
        path, maxFrame, idleMillis, deflate, name, readOnDemand, tls, sendMillis, pingMillis);
  }

  public Options withReadOnDemand() {
    return new Options(
        path, maxFrame, idleMillis, deflate, subprotocol, true, tls, sendMillis, pingMillis);
  }

  public Options withTls() {
    return new Options(
        path,
        maxFrame,
        idleMillis,
        deflate,
        subprotocol,
        readOnDemand,
        true,
        sendMillis,
        pingMillis);
  }

  public Options withSendMillis(long millis) {
    return new Options(
        path, maxFrame, idleMillis, deflate, subprotocol, readOnDemand, tls, millis, pingMillis);
  }

  public Options withPingMillis(long millis) {
    return new Options(
        path, maxFrame, idleMillis, deflate, subprotocol, readOnDemand, tls, sendMillis, millis);
  }
}
