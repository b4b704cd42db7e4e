// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

class NettyClientContractIT extends NettyContract {

  NettyClientContractIT() {
    super(true);
  }

  /**
   * A client's decoder sits before the encoder, so its Close is written on the wrong side and never
   * sent; the text validator sits behind it.
   */
  @Override
  protected boolean answersViolation(String story) {
    return story.equals("invalidUtf8") && !version().has("no-violation-close");
  }
}
