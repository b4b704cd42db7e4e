// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What passed in one direction, counted by the peer that sent or received it. */
final class Tally {

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;

  private long frames;
  private long messages;
  private long bytes;
  private long maxFrame;
  private long maxMessage;
  private boolean inMessage;
  private long unfinished;
  private @Nullable Frame firstClose;

  void add(Frame frame) {
    if (frame.opcode() == CLOSE && firstClose == null) {
      firstClose = frame;
    }
    frames++;
    bytes += frame.size();
    maxFrame = Math.max(maxFrame, frame.size());
    if (frame.opcode() == TEXT || frame.opcode() == BINARY) {
      inMessage = true;
    } else if (frame.opcode() != CONTINUATION) {
      return;
    }
    unfinished += frame.size();
    if (frame.isFinal() && inMessage) {
      messages++;
      maxMessage = Math.max(maxMessage, unfinished);
      unfinished = 0;
      inMessage = false;
    }
  }

  /** The text in the first Close frame, empty where there was none of either. */
  String closeReason() {
    byte[] body = firstClose == null ? new byte[0] : firstClose.payload();
    return body.length < 3 ? "" : new String(body, 2, body.length - 2, StandardCharsets.UTF_8);
  }

  /**
   * As the attributes of one direction.
   *
   * @param direction {@code received} or {@code sent}, as the stack sees it
   */
  void putInto(Map<String, Object> attributes, String direction) {
    attributes.put("websocket.frames." + direction, frames);
    attributes.put("websocket.messages." + direction, messages);
    attributes.put("websocket.bytes." + direction, bytes);
    attributes.put("websocket.frame.max_size." + direction, maxFrame);
    attributes.put("websocket.message.max_size." + direction, maxMessage);
  }
}
