// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.testkit.Only;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.UnwillingServer;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client on the JDK's asynchronous channels. */
@Versions(value = "tyrus-jdk.txt", roles = Role.CLIENT)
class TyrusJdkContractIT extends TyrusContractIT {

  @Override
  protected String application() {
    return "dev.hangup.tyrus.TyrusJdkApplication";
  }

  /** The library leaves the connection open where it does not trust the server. */
  @Only(Role.CLIENT)
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REDIRECTS")
  @Override
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    assumeTrue(
        server != UnwillingServer.IS_NOT_TRUSTED || isNewest(),
        "takes its time, and is the same for all versions");
    super.theServerIsUnwilling(server);
  }
}
