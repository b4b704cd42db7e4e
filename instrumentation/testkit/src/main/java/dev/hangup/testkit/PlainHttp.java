// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Requests that are upgrades, or nearly so, and their answers, by hand. */
public final class PlainHttp {

  private PlainHttp() {}

  /**
   * Sends a request.
   *
   * @param line without the version, which is 1.1 then, or with it
   * @param headers a letter each: {@code H}ost, {@code C}onnection, {@code U}pgrade, {@code K}ey,
   *     {@code V}ersion, or a version that does not e{@code X}ist
   */
  public static void ask(ScriptedPeer peer, String line, String headers) throws IOException {
    String first = line.contains(" HTTP/") ? line : line + " HTTP/1.1";
    String lines = headers.chars().mapToObj(PlainHttp::header).collect(joining("\r\n"));
    peer.sendBytes((first + "\r\n" + lines + "\r\n\r\n").getBytes(US_ASCII));
  }

  private static String header(int letter) {
    return switch (letter) {
      case 'H' -> "Host: here";
      case 'C' -> "Connection: Upgrade";
      case 'U' -> "Upgrade: websocket";
      case 'K' -> "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
      case 'V' -> "Sec-WebSocket-Version: 13";
      case 'X' -> "Sec-WebSocket-Version: 99";
      default -> throw new IllegalArgumentException(String.valueOf((char) letter));
    };
  }

  /** The status of the answer, which is read to its end. */
  public static int answer(ScriptedPeer peer) throws IOException {
    Map<String, String> head = peer.readHead();
    peer.skip(Integer.parseInt(head.getOrDefault("content-length", "0")));
    return status(head);
  }

  /** Of a response's head. */
  public static int status(Map<String, String> head) {
    return Integer.parseInt(Objects.requireNonNull(head.get("")).split(" ", 3)[1]);
  }
}
