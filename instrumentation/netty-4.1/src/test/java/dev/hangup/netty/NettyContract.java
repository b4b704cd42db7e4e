// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;

/** What server and client have in common. */
@Versions("netty-versions.txt")
abstract class NettyContract extends StackContract {

  NettyContract(boolean client) {
    super(client);
  }

  @Override
  protected final String stack() {
    return "netty";
  }

  @Override
  protected String application(String story) {
    return "dev.hangup.netty.NettyApplication";
  }

  /** The code of the Close frame that is sent where the decoder means to send {@code usual}. */
  protected abstract int answerToViolation(int usual);

  /** The code of the Close frame the protocol handler sends when nobody sent one. */
  protected abstract int partingCode();

  @Override
  protected final int answerTo(int code) {
    boolean unknown = code >= 1012 && code <= 1014 && version().has("no-1012-to-1014");
    return unknown ? NO_ANSWER : code;
  }

  @Override
  protected final String expected(String story, String usual) {
    if (!usual.contains("violations=") && !story.equals("aFrameAboveTheLimit")) {
      return usual;
    }
    return switch (story) {
      // Found by the text validator, which stands behind the encoder: its Close can be sent.
      case "invalidUtf8" -> answered(usual, version().has("no-1007") ? partingCode() : 1007);
      // The decoder refuses it without a word.
      case "aCloseWithACodeThatMustNotTravel" -> answered(usual, partingCode());
      case "aFrameAboveTheLimit" -> answered(usual, answerToViolation(1009));
      default -> answered(usual, answerToViolation(1002));
    };
  }

  /** The usual line with another Close frame, or without one. */
  private static String answered(String usual, int code) {
    String words = usual.replaceFirst(" sent=\\d+", code == NO_ANSWER ? "" : " sent=" + code);
    if (usual.contains(" remote ")) { // the peer's Close frame was first
      return code == NO_ANSWER ? words.replace(" clean", " unclean") : words;
    }
    return words.replaceFirst("^\\d+", Integer.toString(code == NO_ANSWER ? 1006 : code));
  }
}
