// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why an export failed, and which setting to change.
 *
 * @param key equal for what is the same trouble
 * @param text one line
 */
record ExportFailure(String key, String text) {

  private static final int GRPC_PORT = 4317;
  private static final String CLIENT =
      "; if it wants a certificate of this side, set otel.exporter.otlp.client.key and"
          + " otel.exporter.otlp.client.certificate";
  private static final Pattern CERTIFICATE_ALERT = Pattern.compile("alert: \\w*certificate");

  /** The collector could not be reached, or did not answer in HTTP. */
  static ExportFailure of(Destination to, Throwable failure) {
    String at = to.collector();
    if (failure instanceof UnknownHostException) {
      return about(at, "host", "cannot resolve the host of " + at + "; set " + to.setting());
    }
    if (failure instanceof SocketTimeoutException) {
      return about(
          at,
          "timeout",
          "no answer from "
              + at
              + " in time; set "
              + to.setting()
              + (to.endpoint().getScheme().equals("https")
                  ? " if that is not the collector or it takes no TLS"
                  : " if that is not the collector")
              + ", else raise "
              + to.timeout());
    }
    if (failure instanceof SSLException refused) {
      return tls(to, refused);
    }
    if (failure instanceof ConnectException) {
      return about(
          at,
          "refused",
          "cannot connect to "
              + at
              + ": "
              + message(failure)
              + "; start a collector there, set "
              + to.setting()
              + ", or switch off with otel.traces.exporter=none, otel.metrics.exporter=none and"
              + " otel.logs.exporter=none");
    }
    if (to.endpoint().getPort() == GRPC_PORT || failure instanceof NotHttpException) {
      return about(at, "protocol", at + " does not speak HTTP/1.1" + grpcHint(to));
    }
    return about(
        at,
        "failed",
        "cannot send to " + at + ": " + message(failure) + endpointHint(to) + clientHint(to));
  }

  /** The collector answered, but not with a 2xx. */
  static ExportFailure of(Destination to, int status, byte[] body) {
    String at = to.endpoint().toString();
    String answered = at + " answers " + status;
    String text =
        switch (status) {
          case 400 ->
              new String(body, StandardCharsets.UTF_8).contains("HTTPS")
                  ? answered + ": it wants TLS; set " + to.setting() + " to an https: address"
                  : answered + endpointHint(to);
          case 401, 403 ->
              answered + ": it wants other credentials; set otel.exporter.otlp.headers";
          case 404, 405 ->
              answered
                  + ": no OTLP receiver for "
                  + to.data()
                  + " there; set "
                  + to.setting()
                  + (to.setting().endsWith(to.signal() + ".endpoint")
                      ? " to the whole address with its path"
                      : " to the address before /v1/" + to.signal())
                  + ", or otel."
                  + to.signal()
                  + ".exporter=none";
          case 413 ->
              answered
                  + ": too much at once; lower otel."
                  + (to.signal().equals("logs") ? "blrp" : "bsp")
                  + ".max.export.batch.size";
          case 415, 426, 464, 505 -> answered + ": it wants another protocol" + grpcHint(to);
          case 429, 502, 503, 504 ->
              answered + ": it is overloaded or not ready; nothing to set here";
          default -> answered + endpointHint(to);
        };
    return about(at, "status " + status, text);
  }

  private static ExportFailure tls(Destination to, SSLException failure) {
    String at = to.collector();
    String text = message(failure);
    if (text.contains("Unsupported or unrecognized SSL message")) {
      return about(
          at, "plain", at + " does not speak TLS; set " + to.setting() + " to an http: address");
    }
    // The collector's word on us, and not ours on its certificate.
    if (text.contains("alert: handshake_failure") || CERTIFICATE_ALERT.matcher(text).find()) {
      return about(at, "client", "TLS with " + at + " failed: " + text + CLIENT);
    }
    return about(
        at,
        "tls",
        "TLS with "
            + at
            + " failed: "
            + text
            + "; set otel.exporter.otlp.certificate to the collector's certificate authority");
  }

  private static String grpcHint(Destination to) {
    return ", that is usually a gRPC port; set "
        + to.setting()
        + " to the collector's OTLP/HTTP port, usually 4318";
  }

  /** A collector that misses our certificate may hang up before it has said so. */
  private static String clientHint(Destination to) {
    return to.endpoint().getScheme().equals("https") ? CLIENT : "";
  }

  private static String endpointHint(Destination to) {
    return "; is it an OTLP/HTTP receiver? If not, set " + to.setting();
  }

  private static ExportFailure about(String where, String kind, String text) {
    return new ExportFailure(kind + " " + where, text);
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /** What came back was not HTTP/1.x. */
  static final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttpException() {
      super("not an HTTP/1.x response");
    }
  }
}
