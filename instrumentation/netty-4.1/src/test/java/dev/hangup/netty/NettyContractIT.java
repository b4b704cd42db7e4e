// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Only;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Test;

@Versions("netty-versions.txt")
class NettyContractIT extends StackContract {

  @Override
  protected boolean tellsWhenHandled() {
    return true;
  }

  @Override
  protected String stack() {
    return "netty";
  }

  @Override
  protected String application() {
    return "dev.hangup.netty.NettyApplication";
  }

  /**
   * The code of the Close frame that is sent where the decoder means to send {@code usual}. A
   * client's decoder sits before the encoder, so its Close is written on the wrong side and never
   * sent.
   */
  private int answerToViolation(int usual) {
    if (isClient()) {
      return partingCode();
    }
    return version().has("no-violation-close") ? NO_ANSWER : usual;
  }

  /** The code of the Close frame the protocol handler sends when nobody sent one. */
  private int partingCode() {
    boolean sends =
        isClient() ? version().has("client-parting-close") : !version().has("no-parting-close");
    return sends ? 1000 : NO_ANSWER;
  }

  @Override
  protected int answerTo(int code) {
    boolean unknown = code >= 1012 && code <= 1014 && version().has("no-1012-to-1014");
    return unknown ? NO_ANSWER : code;
  }

  @Override
  protected String expected(String story, String usual) {
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

  @Only(
      value = Role.CLIENT,
      why = "bytes behind an upgrade request never reach the application in an orderly pipeline")
  @Override
  @Test
  protected void framesAreGluedToTheHandshake() throws Exception {
    super.framesAreGluedToTheHandshake();
  }
}
