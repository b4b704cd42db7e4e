// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts to a collector with an HTTP client of our own, see {@link HttpPost} and, for why, the
 * README. Retries after the SDK's policy.
 *
 * <p>The list of TLS versions in the configuration is not looked at: no setting sets it.
 */
final class CollectorSender implements HttpSender {

  private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);
  private static final String AUTHORIZATION = "Authorization";
  private static final long DAY = Duration.ofDays(1).toNanos();

  private final HttpSenderConfig config;
  private final Destination destination;
  private final @Nullable String authorization;
  private final ExportThread thread;
  private final CollectorHealth health;

  /**
   * @param authorization for requests that have no such header by configuration
   */
  CollectorSender(
      HttpSenderConfig config,
      Destination destination,
      @Nullable String authorization,
      ExportThread thread,
      CollectorHealth health) {
    this.config = config;
    this.destination = destination;
    this.authorization = authorization;
    this.thread = thread;
    this.health = health;
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    ExportThread.Work delivery =
        new ExportThread.Work() {
          @Override
          public void run() {
            deliver(message, onResponse, onError);
          }

          @Override
          public void dropped() {
            onError.accept(new RejectedExecutionException("the agent has ended"));
          }
        };
    if (!thread.run(delivery)) {
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
    HttpAnswer answer;
    try {
      answer = exchange(body(message));
    } catch (Throwable t) {
      if (!thread.isStopped()) { // else it was this side that closed the socket
        health.failed(destination, ExportFailure.of(destination, t));
      }
      onError.accept(t);
      return;
    }
    if (answer.getStatusCode() >= 200 && answer.getStatusCode() < 300) {
      health.delivered(destination);
    } else {
      health.failed(
          destination,
          ExportFailure.of(destination, answer.getStatusCode(), answer.getResponseBody()));
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

  private HttpAnswer exchange(byte[] body) throws IOException {
    RetryPolicy policy = config.getRetryPolicy();
    long deadline = System.nanoTime() + nanos(config.getTimeout());
    for (int attempt = 1; ; attempt++) {
      boolean last = policy == null || attempt >= policy.getMaxAttempts() || thread.isHurried();
      long wait = last ? 0 : backoff(policy, attempt);
      try {
        HttpAnswer answer = post(body, deadline);
        last |= !RETRYABLE.contains(answer.getStatusCode());
        wait = Math.max(wait, Math.min(DAY, answer.retryAfterNanos()));
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
    return deadline - System.nanoTime() > nanos && thread.pause(nanos);
  }

  private static boolean isRetryable(@Nullable RetryPolicy policy, IOException failure) {
    if (policy != null && policy.getRetryExceptionPredicate() != null) {
      return policy.getRetryExceptionPredicate().test(failure);
    }
    return !(failure instanceof SSLException)
        && !(failure instanceof ExportFailure.NotHttpException);
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

  private HttpAnswer post(byte[] body, long deadline) throws IOException {
    HttpPost post =
        new HttpPost(
            config.getEndpoint(),
            headers(),
            config.getSslContext(),
            new Deadline(deadline, nanos(config.getConnectTimeout())),
            config.getMaxResponseBodySize());
    return post.send(body, Proxies.of(config), thread);
  }

  private Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>(config.getHeadersSupplier().get());
    if (authorization != null
        && headers.keySet().stream().noneMatch(AUTHORIZATION::equalsIgnoreCase)) {
      headers.put(AUTHORIZATION, List.of(authorization));
    }
    headers.put("Content-Type", List.of(config.getContentType()));
    if (config.getCompressor() != null) {
      headers.put("Content-Encoding", List.of(config.getCompressor().getEncoding()));
    }
    return headers;
  }

  /** No time-out is a day. */
  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofNanos(DAY)) > 0 ? DAY : duration.toNanos();
  }
}
