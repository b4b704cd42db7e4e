// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Of the certificate that tests use. */
final class Trusting {

  static final TrustManager THE_PEER = thePeer();

  private Trusting() {}

  private static TrustManager thePeer() {
    try (InputStream in = Files.newInputStream(TestTls.store())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, TestTls.PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers()[0];
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
