// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

class NettyClientContractIT extends NettyContract {

  NettyClientContractIT() {
    super(true);
  }

  /**
   * A client's decoder sits before the encoder, so its Close is written on the wrong side and never
   * sent.
   */
  @Override
  protected int answerToViolation(int usual) {
    return partingCode();
  }

  @Override
  protected int partingCode() {
    return version().has("client-parting-close") ? 1000 : NO_ANSWER;
  }
}
