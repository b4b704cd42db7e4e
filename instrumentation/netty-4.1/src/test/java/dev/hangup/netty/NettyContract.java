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

  /** Whether a violation found in this story is answered with a Close frame. */
  protected abstract boolean answersViolation(String story);

  @Override
  protected final int answerTo(int code) {
    boolean unknown = code >= 1012 && code <= 1014 && version().has("no-1012-to-1014");
    return unknown ? NO_ANSWER : code;
  }

  @Override
  protected final String expected(String story, String usual) {
    boolean answered = answersViolation(story);
    return switch (story) {
      case "aCloseWithACodeThatMustNotTravel" ->
          // The decoder refuses it without a word; then the protocol handler takes its leave.
          answered
              ? usual.replace("sent=1002", "sent=1000")
              : usual.replace(" clean", " unclean").replace(" sent=1002", "");
      case "aCloseWithOneByte" ->
          answered ? usual : usual.replace(" clean", " unclean").replace(" sent=1002", "");
      // A limit is no rule of the protocol: without a Close frame there is nothing to judge by.
      case "aFrameAboveTheLimit" -> answered ? usual : "1006 local_abort local unclean";
      default ->
          answered || !usual.contains("violations=")
              ? usual
              : usual.replaceFirst("^\\d+", "1006").replaceFirst(" sent=\\d+", "");
    };
  }
}
