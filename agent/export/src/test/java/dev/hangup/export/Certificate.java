// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Signed by itself, made for the test by the JDK's own tool. */
record Certificate(SSLContext context, Path pem, Path key) {

  private static final String PASSWORD = "changeit";

  static Certificate make(Path directory, String alias, String name) throws Exception {
    Path store = directory.resolve(alias + ".p12");
    Path pem = directory.resolve(alias + ".pem");
    keytool(
        "-genkeypair",
        "-alias",
        "test",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=" + name,
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-storetype",
        "PKCS12");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "test",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        pem.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path key = directory.resolve(alias + ".key");
    Files.writeString(key, pem(keys.getKey("test", PASSWORD.toCharArray())));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    // As a server it trusts itself, and so a client with the same certificate.
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore itself = KeyStore.getInstance("PKCS12");
    itself.load(null, null);
    itself.setCertificateEntry("test", keys.getCertificate("test"));
    trusted.init(itself);
    context.init(managers.getKeyManagers(), trusted.getTrustManagers(), null);
    return new Certificate(context, pem, key);
  }

  private static String pem(Key key) {
    byte[] end = {'\n'};
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, end).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
