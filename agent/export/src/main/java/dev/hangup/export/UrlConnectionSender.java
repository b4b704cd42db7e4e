// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLConnection;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Posts over the JDK's oldest HTTP client: it is the quickest to wake, and wakes nothing of the
 * application. HTTP/1.1 only. Of what a program can set for all connections, the authenticator, the
 * host name verifier, the socket factory and caches are not taken over from the application; its
 * proxies are.
 *
 * <p>The list of TLS versions in the configuration is not looked at: autoconfiguration never sets
 * it.
 */
final class UrlConnectionSender implements HttpSender {

  private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final Authenticator NO_CREDENTIALS = new Authenticator() {};

  private final HttpSenderConfig config;
  private final Destination destination;
  private final ExportThread thread;
  private final CollectorHealth health;

  UrlConnectionSender(
      HttpSenderConfig config,
      Destination destination,
      ExportThread thread,
      CollectorHealth health) {
    this.config = config;
    this.destination = destination;
    this.thread = thread;
    this.health = health;
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    if (!thread.run(() -> deliver(message, onResponse, onError))) {
      onError.accept(new RejectedExecutionException("too many exports are waiting"));
    }
  }

  /** The thread is shared and stopped by its owner. */
  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  private void deliver(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    Answer answer;
    try {
      answer = exchange(body(message));
    } catch (Throwable t) {
      health.failed(destination, Complaint.of(destination, t));
      onError.accept(t);
      return;
    }
    if (answer.getStatusCode() >= 200 && answer.getStatusCode() < 300) {
      health.delivered(destination);
    } else {
      health.failed(
          destination, Complaint.of(destination, answer.getStatusCode(), answer.getResponseBody()));
    }
    onResponse.accept(answer);
  }

  private byte[] body(MessageWriter message) throws IOException {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
    Compressor compressor = config.getCompressor();
    if (compressor == null) {
      message.writeMessage(bytes);
    } else {
      try (OutputStream compressed = compressor.compress(bytes)) {
        message.writeMessage(compressed);
      }
    }
    return bytes.toByteArray();
  }

  private Answer exchange(byte[] body) throws IOException {
    RetryPolicy policy = config.getRetryPolicy();
    long deadline = System.nanoTime() + nanos(config.getTimeout());
    for (int attempt = 1; ; attempt++) {
      boolean last = policy == null || attempt >= policy.getMaxAttempts() || thread.isHurried();
      long wait = last ? 0 : backoff(policy, attempt);
      try {
        Answer answer = post(body, deadline);
        last |= !RETRYABLE.contains(answer.getStatusCode());
        wait = Math.max(wait, answer.retryAfterNanos);
        if (last || !waited(wait, deadline)) {
          return answer;
        }
      } catch (IOException e) {
        if (last || !isRetryable(policy, e) || !waited(wait, deadline)) {
          throw e;
        }
      }
    }
  }

  private boolean waited(long nanos, long deadline) {
    return System.nanoTime() + nanos < deadline && thread.pause(nanos);
  }

  private static boolean isRetryable(@Nullable RetryPolicy policy, IOException failure) {
    if (policy != null && policy.getRetryExceptionPredicate() != null) {
      return policy.getRetryExceptionPredicate().test(failure);
    }
    return !(failure instanceof SSLException) && !(failure instanceof Complaint.NotHttpException);
  }

  /** Grows from one attempt to the next, and differs from one JVM to the next. */
  private static long backoff(@Nullable RetryPolicy policy, int attempt) {
    if (policy == null) {
      return 0;
    }
    double nanos =
        policy.getInitialBackoff().toNanos()
            * Math.pow(policy.getBackoffMultiplier(), attempt - 1.0);
    nanos = Math.min(nanos, (double) policy.getMaxBackoff().toNanos());
    return (long) (nanos * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
  }

  private Answer post(byte[] body, long deadline) throws IOException {
    HttpURLConnection connection = open();
    try {
      connection.setConnectTimeout(
          Math.min(millisUntil(deadline), millis(nanos(config.getConnectTimeout()))));
      connection.setReadTimeout(millisUntil(deadline));
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      connection.setReadTimeout(millisUntil(deadline));
      return read(connection);
    } catch (IOException e) {
      connection.disconnect();
      throw told(e);
    }
  }

  /** The JDK has no types for these two, and words that differ from version to version. */
  private static IOException told(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("HTTPS hostname")) {
      return new SSLPeerUnverifiedException("its certificate is for another host");
    }
    return message.contains("Invalid Http response") ? new Complaint.NotHttpException() : failure;
  }

  private HttpURLConnection open() throws IOException {
    URL url = config.getEndpoint().toURL();
    ProxyOptions proxies = config.getProxyOptions();
    List<Proxy> chosen =
        proxies == null ? List.of() : proxies.getProxySelector().select(config.getEndpoint());
    URLConnection opened =
        chosen.isEmpty() ? url.openConnection() : url.openConnection(chosen.get(0));
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new IOException("not an HTTP address: " + config.getEndpoint());
    }
    if (connection instanceof HttpsURLConnection secure) {
      secure(secure);
    }
    connection.setRequestMethod("POST");
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAuthenticator(NO_CREDENTIALS);
    for (Map.Entry<String, List<String>> header : config.getHeadersSupplier().get().entrySet()) {
      for (String value : header.getValue()) {
        connection.addRequestProperty(header.getKey(), value);
      }
    }
    connection.setRequestProperty("Content-Type", config.getContentType());
    if (config.getCompressor() != null) {
      connection.setRequestProperty("Content-Encoding", config.getCompressor().getEncoding());
    }
    return connection;
  }

  private void secure(HttpsURLConnection connection) throws IOException {
    SSLContext context = config.getSslContext();
    try {
      connection.setSSLSocketFactory(
          (context == null ? SSLContext.getDefault() : context).getSocketFactory());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
    // Asked only where the certificate does not match, so no is the strict answer.
    connection.setHostnameVerifier((host, session) -> false);
  }

  private Answer read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new Complaint.NotHttpException();
    }
    String message = connection.getResponseMessage();
    byte[] body = new byte[0];
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (in != null) {
      int most = (int) Math.min(Integer.MAX_VALUE - 8, config.getMaxResponseBodySize());
      body = in.readNBytes(most);
      if (body.length < most) {
        in.close();
      } else {
        connection.disconnect();
      }
    }
    return new Answer(
        status,
        message == null ? "" : message,
        body,
        retryAfter(connection.getHeaderField("Retry-After")));
  }

  /** RFC 9110 10.2.3: seconds or a date; 0 where it says nothing useful. */
  private static long retryAfter(@Nullable String header) {
    if (header == null) {
      return 0;
    }
    try {
      return nanos(Duration.ofSeconds(Long.parseLong(header.strip())));
    } catch (NumberFormatException e) {
      // then it is a date
    }
    try {
      Instant then =
          ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, nanos(Duration.between(Instant.now(), then)));
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** No time-out is a day. */
  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(DAY)) > 0 ? DAY : duration.toNanos();
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, nanos / 1_000_000);
  }

  private static int millisUntil(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    return millis(left);
  }

  /** What the collector said. */
  private static final class Answer implements HttpResponse {

    private final int status;
    private final String message;
    private final byte[] body;
    final long retryAfterNanos;

    Answer(int status, String message, byte[] body, long retryAfterNanos) {
      this.status = status;
      this.message = message;
      this.body = body;
      this.retryAfterNanos = retryAfterNanos;
    }

    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public String getStatusMessage() {
      return message;
    }

    @Override
    public byte[] getResponseBody() {
      return body;
    }
  }
}
