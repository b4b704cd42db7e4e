// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.jdk.OwnThread;
import dev.hangup.observer.Clock;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderTest {

  private static final RetryPolicy QUICKLY =
      RetryPolicy.builder()
          .setMaxAttempts(5)
          .setInitialBackoff(Duration.ofNanos(1))
          .setMaxBackoff(Duration.ofNanos(1))
          .build();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static @Nullable Certificate madeHere;
  private static @Nullable Certificate madeElsewhere;

  private final Certificate here = Objects.requireNonNull(madeHere);
  private final Certificate elsewhere = Objects.requireNonNull(madeElsewhere);
  private final ExportThread thread = new ExportThread();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Collector collector = new Collector();

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    madeHere = Certificate.make(directory, "here", "dns:localhost");
    madeElsewhere = Certificate.make(directory, "elsewhere", "dns:elsewhere.example");
  }

  @AfterEach
  void stop() {
    thread.stop();
    collector.close();
  }

  @Test
  void whatMayPassIsTriedAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    collector.answering(path -> requests.incrementAndGet() < 3 ? 503 : 200);
    assertThat(send(QUICKLY).get().getStatusCode()).isEqualTo(200);
    assertThat(requests).hasValue(3);
    assertThat(lines).isEmpty();
  }

  @Test
  void afterTheLastAttemptTheAnswerStands() throws Exception {
    collector.answering(path -> 429);
    assertThat(send(QUICKLY).get().getStatusCode()).isEqualTo(429);
    assertThat(collector.requests()).isEqualTo(5);
    assertThat(lines).singleElement().asString().contains("answers 429");
  }

  @Test
  void whatWillNotPassIsNotTriedAgain() throws Exception {
    collector.answering(path -> 404);
    assertThat(send(QUICKLY).get().getStatusCode()).isEqualTo(404);
    assertThat(collector.requests()).isEqualTo(1);
  }

  @Test
  void withoutAPolicyNothingIsTriedAgain() throws Exception {
    collector.answering(path -> 503);
    assertThat(send(null).get().getStatusCode()).isEqualTo(503);
    assertThat(collector.requests()).isEqualTo(1);
  }

  @Test
  void whenTheServerAsksForMoreTimeThanThereIsTheAnswerStands() throws Exception {
    collector.withHeaders(Map.of("Retry-After", "3600"));
    collector.answering(path -> 503);
    assertThat(send(QUICKLY).get().getStatusCode()).isEqualTo(503);
    assertThat(collector.requests()).isEqualTo(1);
  }

  @Test
  void inAHurryNothingIsTriedAgain() throws Exception {
    collector.answering(path -> 503);
    thread.hurry();
    assertThat(send(QUICKLY).get().getStatusCode()).isEqualTo(503);
    assertThat(collector.requests()).isEqualTo(1);
  }

  @Test
  void aConnectionThatCannotBeMadeIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    RetryPolicy counting =
        QUICKLY.toBuilder()
            .setRetryExceptionPredicate(
                failure -> {
                  attempts.incrementAndGet();
                  return true;
                })
            .build();
    CompletableFuture<HttpResponse> answer = send(freeAddress(), counting);
    assertThat(answer).failsWithin(PATIENCE);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void whatWaitsWhenAllEndsIsToldThatNothingComesOfIt() {
    CountDownLatch stuck = new CountDownLatch(1);
    stickAt(stuck);
    List<CompletableFuture<HttpResponse>> answers = List.of(send(null), send(null), send(null));
    ExportFacts.await(() -> collector.requests() > 0);
    thread.stop();
    for (CompletableFuture<HttpResponse> answer : answers) {
      assertThat(answer).failsWithin(PATIENCE);
    }
    stuck.countDown();
    assertThat(lines).isEmpty();
  }

  private void stickAt(CountDownLatch stuck) {
    collector.answering(
        path -> {
          try {
            stuck.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return 200;
        });
  }

  @Test
  void tooMuchAtOnceIsRefusedInsteadOfKept() {
    CountDownLatch stuck = new CountDownLatch(1);
    stickAt(stuck);
    List<CompletableFuture<HttpResponse>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(send(null));
    }
    assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally).count())
        .isBetween(80L, 99L);
    stuck.countDown();
  }

  @Test
  void whatTheApplicationSetForAllConnectionsIsNotAskedByOurs() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            asked.incrementAndGet();
            return null;
          }
        });
    try {
      collector.withHeaders(Map.of("WWW-Authenticate", "Basic realm=\"x\""));
      collector.answering(path -> 401);
      assertThat(send(null).get().getStatusCode()).isEqualTo(401);
      assertThat(asked).hasValue(0);
    } finally {
      Authenticator.setDefault(null);
    }
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    collector.withHeaders(Map.of("Location", collector.address() + "/v1/metrics"));
    collector.answering(path -> 307);
    assertThat(send(null).get().getStatusCode()).isEqualTo(307);
    assertThat(collector.requests()).isEqualTo(1);
  }

  @Test
  void aCertificateThatIsTrustedIsEnough() throws Exception {
    try (Collector secure = new Collector(0, here.context());
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                "https://localhost:" + secure.port(),
                "otel.exporter.otlp.certificate",
                here.pem().toString())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(secure.spans()).hasSize(1);
      assertThat(agent.lines).isEmpty();
    }
  }

  @Test
  void aCertificateThatIsNotTrustedNamesTheSetting() throws Exception {
    try (Collector secure = new Collector(0, here.context());
        Agent agent =
            Agent.with("otel.exporter.otlp.endpoint", "https://localhost:" + secure.port())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(secure.spans()).isEmpty();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("TLS with https://localhost", "set otel.exporter.otlp.certificate");
    }
  }

  @Test
  void anApplicationThatTrustsEveryHostDoesNotMakeUsTrustThem() throws Exception {
    HostnameVerifier before = HttpsURLConnection.getDefaultHostnameVerifier();
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
    try (Collector secure = new Collector(0, elsewhere.context());
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                "https://localhost:" + secure.port(),
                "otel.exporter.otlp.certificate",
                elsewhere.pem().toString())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(secure.spans()).isEmpty();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("its certificate is for another host");
    } finally {
      HttpsURLConnection.setDefaultHostnameVerifier(before);
    }
  }

  @Test
  void httpsToAPlainPortSaysSo() throws IOException {
    byte[] refusal = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (RawServer plain = new RawServer(refusal);
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                "https://localhost:" + plain.port(),
                "otel.metrics.exporter",
                "none")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("does not speak TLS; set otel.exporter.otlp.endpoint to an http: address");
    }
  }

  @Test
  void theApplicationsCookiesAreNeitherAskedForNorAddedTo() throws Exception {
    List<String> calls = new CopyOnWriteArrayList<>();
    CookieHandler.setDefault(
        new CookieHandler() {
          @Override
          public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
            calls.add("get " + uri);
            return Map.of("Cookie", List.of("session=4711"));
          }

          @Override
          public void put(URI uri, Map<String, List<String>> headers) {
            calls.add("put " + uri);
          }
        });
    try {
      collector.withHeaders(Map.of("Set-Cookie", "collector=1"));
      assertThat(send(null).get().getStatusCode()).isEqualTo(200);
      assertThat(collector.headers().get(0)).doesNotContainKey("Cookie");
      assertThat(calls).isEmpty();
    } finally {
      CookieHandler.setDefault(null);
    }
  }

  @Test
  void theProxyOfTheApplicationIsUsed() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    Tunnel.select(new InetSocketAddress(InetAddress.getLoopbackAddress(), collector.port()));
    try {
      // Nobody but the proxy can know this name, which is one of those that URI knows none of.
      URI endpoint = URI.create("http://otel_collector.invalid:4318/v1/traces");
      assertThat(send(endpoint, null).get().getStatusCode()).isEqualTo(200);
      assertThat(collector.headers().get(0).getFirst("Host"))
          .isEqualTo("otel_collector.invalid:4318");
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void tlsGoesThroughTheProxyAndIsWithTheCollector() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    try (Collector secure = new Collector(0, here.context());
        Tunnel tunnel = new Tunnel(secure.port());
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                "https://localhost:4318",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none",
                "otel.exporter.otlp.certificate",
                here.pem().toString())) {
      Tunnel.select(tunnel.address());
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(secure.spans()).hasSize(1);
      assertThat(tunnel.asked()).containsExactly("CONNECT localhost:4318 HTTP/1.1");
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void aProxyThatRefusesIsTold() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    try (Tunnel tunnel = new Tunnel(0)) {
      Tunnel.select(tunnel.address());
      assertThat(send(URI.create("https://localhost:4318/v1/traces"), null)).failsWithin(PATIENCE);
      assertThat(lines).singleElement().asString().contains("the proxy answers 403");
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void aSelectorThatFailsCostsNothing() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(@Nullable URI uri) {
            throw new IllegalStateException("the application's");
          }

          @Override
          public void connectFailed(
              @Nullable URI uri, @Nullable SocketAddress address, @Nullable IOException failure) {}
        });
    try {
      assertThat(send(null).get().getStatusCode()).isEqualTo(200);
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void anAnswerInPiecesIsReadWhole() throws Exception {
    String answer =
        """
        HTTP/1.1 100 Continue

        HTTP/1.1 400 Bad Request
        Transfer-Encoding: chunked

        3;x=y
        not
        2
        so
        0

        """;
    byte[] bytes = answer.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (RawServer server = new RawServer(bytes)) {
      HttpResponse response =
          send(URI.create("http://localhost:" + server.port() + "/v1/traces"), null).get();
      assertThat(response.getStatusCode()).isEqualTo(400);
      assertThat(response.getStatusMessage()).isEqualTo("Bad Request");
      assertThat(new String(response.getResponseBody(), StandardCharsets.US_ASCII))
          .isEqualTo("notso");
    }
  }

  @Test
  void anAnswerThatComesALetterAtATimeHasToBeOverInTimeToo() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OwnThread.daemon("slow-server", () -> writeForEver(slow)).start();
      assertThat(send(new Config(address(slow), null, Duration.ofMillis(200)), new Bytes(0)))
          .failsWithin(PATIENCE)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @SuppressWarnings("EmptyCatch") // the client has had enough
  private static void writeForEver(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        client.getOutputStream().write('x');
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
    }
  }

  @Test
  void whoDoesNotReadHoldsNobodyForEver() throws Exception {
    // The system accepts the connection; nobody ever reads from it, and this does not fit.
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<HttpResponse> stuck =
          send(new Config(address(mute), null, Duration.ofMillis(50)), new Bytes(64 << 20));
      // Whoever comes next pulls it out.
      List<CompletableFuture<HttpResponse>> others = new ArrayList<>();
      ExportFacts.await(() -> others.add(send(null)) && stuck.isCompletedExceptionally());
      ExportFacts.await(() -> collector.requests() > 0);
    }
  }

  @Test
  void anAnswerBeforeAllIsWrittenCounts() throws Exception {
    try (ServerSocket strict = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OwnThread.daemon("strict-server", () -> refuseAtOnce(strict)).start();
      assertThat(
              send(new Config(address(strict), null, Duration.ofSeconds(30)), new Bytes(64 << 20))
                  .get()
                  .getStatusCode())
          .isEqualTo(413);
    }
  }

  @SuppressWarnings("EmptyCatch") // the client sees to it
  private static void refuseAtOnce(ServerSocket server) {
    try (Socket client = server.accept()) {
      client
          .getOutputStream()
          .write(
              "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
    }
  }

  @Test
  void aHeaderCannotBringAnotherOneAlong() {
    try (Agent agent =
        Agent.with(
            "otel.exporter.otlp.endpoint",
            collector.address(),
            "otel.exporter.otlp.headers",
            "a=s3cret%0d%0aX-Evil: yes")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.headers())
          .isNotEmpty()
          .noneMatch(headers -> headers.containsKey("A") || headers.containsKey("X-evil"));
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("setting otel.exporter.otlp.headers")
          .doesNotContain("s3cret");
    }
  }

  private static URI address(ServerSocket server) {
    return URI.create("http://localhost:" + server.getLocalPort() + "/v1/traces");
  }

  private CompletableFuture<HttpResponse> send(@Nullable RetryPolicy policy) {
    return send(URI.create(collector.address() + "/v1/traces"), policy);
  }

  private CompletableFuture<HttpResponse> send(URI endpoint, @Nullable RetryPolicy policy) {
    return send(new Config(endpoint, policy, Duration.ofSeconds(30)), new Bytes(0));
  }

  private CompletableFuture<HttpResponse> send(Config config, Bytes message) {
    CollectorSender sender =
        new CollectorSender(
            config,
            new Destination("traces", config.endpoint(), OtlpSettings.ENDPOINT),
            null,
            thread,
            new CollectorHealth(Clock.SYSTEM, lines::add));
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    sender.send(message, answer::complete, answer::completeExceptionally);
    return answer;
  }

  private static URI freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://localhost:" + socket.getLocalPort() + "/v1/traces");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** So many zeros; none are an empty message of protobuf. */
  private record Bytes(int length) implements MessageWriter {
    @Override
    public void writeMessage(OutputStream output) throws IOException {
      output.write(new byte[length]);
    }

    @Override
    public int getContentLength() {
      return length;
    }
  }

  private record Config(URI endpoint, @Nullable RetryPolicy policy, Duration timeout)
      implements HttpSenderConfig {

    @Override
    public URI getEndpoint() {
      return endpoint;
    }

    @Override
    public String getContentType() {
      return "application/x-protobuf";
    }

    @Override
    public @Nullable Compressor getCompressor() {
      return null;
    }

    @Override
    public Duration getTimeout() {
      return timeout;
    }

    @Override
    public Duration getConnectTimeout() {
      return Duration.ofSeconds(10);
    }

    @Override
    public Supplier<Map<String, List<String>>> getHeadersSupplier() {
      return Map::of;
    }

    @Override
    public @Nullable ProxyOptions getProxyOptions() {
      return null;
    }

    @Override
    public @Nullable RetryPolicy getRetryPolicy() {
      return policy;
    }

    @Override
    public @Nullable SSLContext getSslContext() {
      return null;
    }

    @Override
    public @Nullable X509TrustManager getTrustManager() {
      return null;
    }

    @Override
    public @Nullable ExecutorService getExecutorService() {
      return null;
    }
  }
}
