// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys as files, looked at before the exporters do: what those say of a file that
 * does not fit names neither the setting nor what is wrong.
 */
final class TlsSettings {

  private static final String PREFIX = "otel.exporter.otlp.";
  private static final String CERTIFICATE = "certificate";
  private static final String CLIENT_KEY = "client.key";
  private static final String CLIENT_CERTIFICATE = "client.certificate";
  private static final int MOST = 1024 * 1024;

  private TlsSettings() {}

  static void settle(Configuration configuration, List<String> signals) {
    mustFit(configuration, PREFIX, CERTIFICATE, "the JVM's own certificate authorities");
    settleClient(configuration, PREFIX);
    for (String signal : signals) {
      String prefix = PREFIX + signal + ".";
      mustFit(configuration, prefix, CERTIFICATE, "what is set for all signals, or the JVM's own");
      settleClient(configuration, prefix);
      settlePair(configuration, prefix);
    }
  }

  private static void settleClient(Configuration configuration, String prefix) {
    String instead = "no client certificate";
    if (!mustFit(configuration, prefix, CLIENT_KEY, instead)
        || !mustFit(configuration, prefix, CLIENT_CERTIFICATE, instead)) {
      configuration.remove(prefix + CLIENT_KEY);
      configuration.remove(prefix + CLIENT_CERTIFICATE);
    }
  }

  /** Of a signal, each of the two may be set for all signals instead. */
  private static void settlePair(Configuration configuration, String prefix) {
    String key = set(configuration, prefix, CLIENT_KEY);
    String certificate = set(configuration, prefix, CLIENT_CERTIFICATE);
    if ((key == null) == (certificate == null)) {
      return;
    }
    String alone = key == null ? String.valueOf(certificate) : key;
    configuration.line(
        "setting %s=%s is of no use alone: set %s too, the %s; no client certificate is sent"
            .formatted(
                alone,
                configuration.get(alone),
                alone.replace(
                    key == null ? CLIENT_CERTIFICATE : CLIENT_KEY,
                    key == null ? CLIENT_KEY : CLIENT_CERTIFICATE),
                key == null ? "key that belongs to it" : "certificate that belongs to it"));
    configuration.remove(alone);
  }

  private static @Nullable String set(Configuration configuration, String prefix, String what) {
    if (configuration.get(prefix + what) != null) {
      return prefix + what;
    }
    return configuration.get(PREFIX + what) == null ? null : PREFIX + what;
  }

  /** False where the setting was taken away, which has then been told. */
  private static boolean mustFit(
      Configuration configuration, String prefix, String what, String instead) {
    String path = configuration.get(prefix + what);
    String wrong = path == null ? null : wrong(path, what.equals(CLIENT_KEY));
    if (wrong == null) {
      return true;
    }
    configuration.line(
        "setting %s=%s: %s; using %s".formatted(prefix + what, path, wrong, instead));
    configuration.remove(prefix + what);
    return false;
  }

  private static @Nullable String wrong(String path, boolean isKey) {
    byte[] bytes;
    try (InputStream in = new FileInputStream(path)) {
      bytes = in.readNBytes(MOST);
    } catch (IOException | RuntimeException e) {
      return "the file cannot be read (" + e.getMessage() + ")";
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return isKey ? wrongWithKey(text) : wrongWithCertificate(text);
  }

  private static @Nullable String wrongWithKey(String text) {
    if (text.contains("-----BEGIN PRIVATE KEY-----")) {
      return null;
    }
    String convert = "; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";
    if (text.contains("-----BEGIN RSA PRIVATE KEY-----")) {
      return "it is a key in PKCS#1, hangup reads PKCS#8" + convert;
    }
    if (text.contains("-----BEGIN EC PRIVATE KEY-----")) {
      return "it is a key in SEC 1, hangup reads PKCS#8" + convert;
    }
    if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
      return "the key is encrypted, hangup has no password for it" + convert;
    }
    return "it holds no private key in PEM (-----BEGIN PRIVATE KEY-----) but " + found(text);
  }

  private static @Nullable String wrongWithCertificate(String text) {
    return text.contains("-----BEGIN CERTIFICATE-----")
        ? null
        : "it holds no certificate in PEM (-----BEGIN CERTIFICATE-----) but " + found(text);
  }

  /** Never a word of the file itself: it may be a secret. */
  private static String found(String text) {
    if (text.isBlank()) {
      return "nothing";
    }
    if (text.contains("-----BEGIN CERTIFICATE-----")) {
      return "a certificate";
    }
    if (text.contains("PRIVATE KEY-----")) {
      return "a private key";
    }
    if (text.startsWith("\u00fe\u00ed\u00fe\u00ed")) {
      return "a Java key store";
    }
    // X.690 8.9: a SEQUENCE longer than 255 bytes.
    return text.startsWith("0\u0082")
        ? "DER or a key store; convert it with openssl x509 -inform der, or openssl pkcs12"
        : "something else";
  }
}
