// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

class TomcatServerContractIT extends TomcatContract {

  TomcatServerContractIT() {
    super(false);
  }

  @Override
  @Test
  protected void framesAreGluedToTheHandshake() throws Exception {
    assumeFalse(version().has("no-glued-frames"), "a connection that begins so is dropped");
    super.framesAreGluedToTheHandshake();
  }

  @Override
  @Test
  protected void theConnectionIsUnderTls() throws Exception {
    assumeFalse(version().has("no-tls"), "its TLS does not work on this Java");
    super.theConnectionIsUnderTls();
  }

  @Override
  @Test
  protected void tlsBreaks() throws Exception {
    assumeFalse(version().has("no-tls"), "its TLS does not work on this Java");
    super.tlsBreaks();
  }

  @Override
  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    assumeFalse(version().has("no-tls"), "its TLS does not work on this Java");
    super.aTlsRecordCannotBeRead();
  }
}
