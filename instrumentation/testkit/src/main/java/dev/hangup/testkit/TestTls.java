// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for the loopback interface, made anew in each JVM by the JDK's own tool, and a
 * context that shows and trusts it. For the peer and for the application under test.
 */
public final class TestTls {

  /** Of the store and of the key in it. */
  public static final String PASSWORD = "changeit";

  private static final Path STORE = make();
  private static final SSLContext CONTEXT = context(STORE);

  private TestTls() {}

  public static SSLContext context() {
    return CONTEXT;
  }

  /** A PKCS #12 file, for stacks that want to read it themselves. It is gone with the JVM. */
  public static Path store() {
    return STORE;
  }

  private static Path make() {
    try {
      Path folder = Files.createTempDirectory("hangup-tls");
      folder.toFile().deleteOnExit(); // the last one registered is the first one deleted
      Path file = folder.resolve("store.p12");
      file.toFile().deleteOnExit();
      keytool(file);
      return file;
    } catch (IOException e) {
      throw new IllegalStateException("no certificate to test with", e);
    }
  }

  /** The JDK that builds has the program; a runtime that tests run on may have none. */
  private static void keytool(Path file) throws IOException {
    String jdk = System.getProperty("hangup.test.jdk", System.getProperty("java.home"));
    Process keytool =
        new ProcessBuilder(
                Path.of(jdk, "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "peer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream said = keytool.getInputStream()) {
      String text = new String(said.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IOException(text);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static SSLContext context(Path file) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      // Old versions of the stacks know nothing of 1.3, and may hang in its handshake.
      SSLContext context = SSLContext.getInstance("TLSv1.2");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate to test with", e);
    }
  }
}
