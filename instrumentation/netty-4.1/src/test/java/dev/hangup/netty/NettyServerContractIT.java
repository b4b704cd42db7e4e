// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

class NettyServerContractIT extends NettyContract {

  NettyServerContractIT() {
    super(false);
  }

  @Override
  protected boolean answersViolation(String story) {
    return !version().has("no-violation-close");
  }

  @Disabled("bytes behind an upgrade request never reach the application in an orderly pipeline")
  @Override
  @Test
  protected void framesAreGluedToTheHandshake() {}
}
