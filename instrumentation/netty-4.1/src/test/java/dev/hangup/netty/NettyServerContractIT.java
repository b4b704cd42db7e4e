// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class NettyServerContractIT extends NettyContract {

  NettyServerContractIT() {
    super(false);
  }

  @Override
  protected int answerToViolation(int usual) {
    return version().has("no-violation-close") ? NO_ANSWER : usual;
  }

  @Override
  protected int partingCode() {
    return version().has("no-parting-close") ? NO_ANSWER : 1000;
  }

  @Disabled("bytes behind an upgrade request never reach the application in an orderly pipeline")
  @Override
  @Test
  protected void framesAreGluedToTheHandshake() {}
}
