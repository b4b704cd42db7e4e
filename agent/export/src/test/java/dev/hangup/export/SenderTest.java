// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
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
    assertThat(answer).failsWithin(Duration.ofSeconds(20));
    assertThat(attempts).hasValue(4);
  }

  @Test
  void tooMuchAtOnceIsRefusedInsteadOfKept() {
    CountDownLatch stuck = new CountDownLatch(1);
    collector.answering(
        path -> {
          try {
            stuck.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return 200;
        });
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
    assertThat(HttpURLConnection.getFollowRedirects()).isTrue();
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

  private CompletableFuture<HttpResponse> send(@Nullable RetryPolicy policy) {
    return send(URI.create(collector.address() + "/v1/traces"), policy);
  }

  private CompletableFuture<HttpResponse> send(URI endpoint, @Nullable RetryPolicy policy) {
    CollectorSender sender =
        new CollectorSender(
            new Config(endpoint, policy),
            new Destination("traces", endpoint, OtlpSettings.ENDPOINT),
            null,
            thread,
            new CollectorHealth(Clock.SYSTEM, lines::add));
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    sender.send(new Nothing(), answer::complete, answer::completeExceptionally);
    return answer;
  }

  private static URI freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://localhost:" + socket.getLocalPort() + "/v1/traces");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An empty message of protobuf. */
  private static final class Nothing implements MessageWriter {
    @Override
    public void writeMessage(OutputStream output) {}

    @Override
    public int getContentLength() {
      return 0;
    }
  }

  private record Config(URI endpoint, @Nullable RetryPolicy policy) implements HttpSenderConfig {

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
      return Duration.ofSeconds(30);
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

  /** Signed by itself, made for the test by the JDK's own tool. */
  private record Certificate(SSLContext context, Path pem) {

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
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new Certificate(context, pem);
    }

    private static void keytool(String... arguments) throws Exception {
      List<String> command = new ArrayList<>(List.of(arguments));
      command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    }
  }
}
