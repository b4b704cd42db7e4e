// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import dev.hangup.observer.Settings;
import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ConfigurableMetricReaderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets an SDK up by OpenTelemetry's autoconfiguration. Where that refuses a setting, the setting is
 * told in a line and tried again without: an agent that reports to the default place, or nowhere,
 * is better than an application that does not start.
 */
final class SdkSetup {

  static final String TRACES_EXPORTER = "otel.traces.exporter";
  static final String METRICS_EXPORTER = "otel.metrics.exporter";

  private static final String SDK_DISABLED = "otel.sdk.disabled";
  private static final String CONFIG_FILE = "otel.config.file";
  private static final String SAMPLER = "otel.traces.sampler";
  private static final String OTLP = "otlp";
  private static final String PROMETHEUS = "prometheus";
  private static final String PROMETHEUS_PORT = "otel.exporter.prometheus.port";

  private static final List<String> SPAN_EXPORTERS = List.of(OTLP, "console", "logging", "none");
  private static final List<String> METRIC_EXPORTERS =
      List.of(OTLP, PROMETHEUS, "console", "logging", "none");
  private static final List<String> PROPAGATORS =
      List.of("tracecontext", "baggage", "b3", "b3multi", "jaeger", "ottrace", "none");

  /** What to hold on to longest. */
  private static final Set<String> WHERE_TO =
      Set.of(
          TRACES_EXPORTER,
          METRICS_EXPORTER,
          OtlpSettings.ENDPOINT,
          OtlpSettings.endpointOf("traces"),
          OtlpSettings.endpointOf("metrics"),
          "otel.exporter.otlp.headers",
          "otel.service.name");

  private static final List<String> FLAG = List.of("true", "false");

  private final Configuration configuration;
  private final Settings settings;
  private final SizeMetrics sizes;
  private final ExportThread thread;
  private final CollectorHealth health;
  private final SpanBudget budget;

  SdkSetup(
      Configuration configuration,
      Settings settings,
      SizeMetrics sizes,
      ExportThread thread,
      CollectorHealth health) {
    this.configuration = configuration;
    this.settings = settings;
    this.sizes = sizes;
    this.thread = thread;
    this.health = health;
    this.budget = new SpanBudget(settings.abnormalSpansPerSecond());
  }

  StartedSdk start() {
    settle();
    while (true) {
      try {
        return build();
      } catch (RuntimeException e) {
        if (configuration.mend(e)) {
          continue;
        }
        if (!configuration.keepOnly(WHERE_TO) && !configuration.keepOnly(Set.of())) {
          throw e;
        }
        configuration.line(
            "OpenTelemetry does not start with these otel.* settings (%s); using more defaults"
                .formatted(e.getMessage()));
        settle();
      }
    }
  }

  /** What can be judged before the SDK sees it, with a better word than its own. */
  private void settle() {
    if (configuration.get(CONFIG_FILE) != null) {
      configuration.line(
          "setting %s: hangup reads no configuration files; using the other otel.* settings"
              .formatted(CONFIG_FILE));
      configuration.remove(CONFIG_FILE);
    }
    configuration.mustBeOneOf(SDK_DISABLED, FLAG);
    configuration.keepKnown(TRACES_EXPORTER, SPAN_EXPORTERS);
    configuration.keepKnown(METRICS_EXPORTER, METRIC_EXPORTERS);
    configuration.keepKnown("otel.propagators", PROPAGATORS);
    configuration.set("otel.logs.exporter", "none");
    configuration.mustBeOneOf(
        "otel.metrics.exemplar.filter", List.of("trace_based", "always_on", "always_off"));
    configuration.mustBeOneOf(
        "otel.exporter.otlp.metrics.temporality.preference",
        List.of("cumulative", "delta", "lowmemory"));
    configuration.mustBeOneOf(
        "otel.exporter.otlp.metrics.default.histogram.aggregation",
        List.of("explicit_bucket_histogram", "base2_exponential_bucket_histogram"));
    for (String signal : List.of("", "traces.", "metrics.")) {
      String prefix = "otel.exporter.otlp." + signal;
      configuration.mustBeOneOf(prefix + "compression", List.of("gzip", "none"));
      configuration.mustBeAtLeast(prefix + "timeout", 0);
    }
    for (String positive :
        List.of(
            "otel.bsp.schedule.delay",
            "otel.bsp.max.queue.size",
            "otel.bsp.max.export.batch.size",
            "otel.bsp.export.timeout",
            "otel.metric.export.interval",
            "otel.java.metrics.cardinality.limit")) {
      configuration.mustBeAtLeast(positive, 1);
    }
    for (String limit :
        List.of(
            "otel.attribute.value.length.limit",
            "otel.span.attribute.value.length.limit",
            "otel.attribute.count.limit",
            "otel.span.attribute.count.limit",
            "otel.span.event.count.limit",
            "otel.span.link.count.limit")) {
      configuration.mustBeAtLeast(limit, 0);
    }
    if (configuration.get(SAMPLER, "").contains("traceidratio")) {
      configuration.mustBeRatio("otel.traces.sampler.arg");
    }
    configuration.mustBeAtLeast(PROMETHEUS_PORT, 0);
    if (configuration.list(METRICS_EXPORTER, OTLP).contains(PROMETHEUS)) {
      leavePrometheusToTheApplication(
          configuration,
          ApplicationExporters.hasPrometheus(
              ClassLoader.getSystemClassLoader(), getClass().getClassLoader()));
    }
    OtlpSettings.settle(configuration, overOtlp());
  }

  /** The application reads the same variables and would find its port taken. */
  static void leavePrometheusToTheApplication(
      Configuration configuration, boolean applicationHasOne) {
    Set<String> exporters = configuration.list(METRICS_EXPORTER, OTLP);
    if (!applicationHasOne
        || !exporters.contains(PROMETHEUS)
        || configuration.isForUsAlone(METRICS_EXPORTER)
        || configuration.isForUsAlone(PROMETHEUS_PORT)) {
      return;
    }
    configuration.line(
        "setting %s=%s: the application brings a Prometheus exporter of its own, so hangup leaves"
                .formatted(METRICS_EXPORTER, configuration.get(METRICS_EXPORTER))
            + " that port to it; to have both, set hangup.%s to another port"
                .formatted(PROMETHEUS_PORT));
    exporters.remove(PROMETHEUS);
    configuration.set(METRICS_EXPORTER, exporters.isEmpty() ? "none" : String.join(",", exporters));
  }

  private List<String> overOtlp() {
    boolean spans = configuration.list(TRACES_EXPORTER, OTLP).contains(OTLP);
    boolean metrics = configuration.list(METRICS_EXPORTER, OTLP).contains(OTLP);
    if (spans) {
      return metrics ? List.of("traces", "metrics") : List.of("traces");
    }
    return metrics ? List.of("metrics") : List.of();
  }

  private StartedSdk build() {
    List<Destination> destinations = OtlpSettings.destinations(configuration, overOtlp());
    PrometheusEndpoint prometheus = new PrometheusEndpoint(configuration::line);
    Components components =
        new Components(
            Map.of(
                HttpSenderProvider.class,
                new Senders(destinations, thread, health),
                ConfigurableMetricReaderProvider.class,
                prometheus));
    AutoConfiguredOpenTelemetrySdkBuilder builder = AutoConfiguredOpenTelemetrySdk.builder();
    only(builder, new SnapshotProperties(configuration.asMap(), components));
    OpenTelemetrySdk sdk =
        builder
            .setComponentLoader(components)
            .disableShutdownHook()
            .addResourceCustomizer((resource, config) -> distribution().merge(resource))
            .addSamplerCustomizer(
                (sampler, config) -> new AbnormalSampler(sampler, budget, Clock.SYSTEM))
            .addMetricExporterCustomizer((exporter, config) -> DeltaSizes.where(exporter))
            .addMeterProviderCustomizer((meters, config) -> meters.registerMetricProducer(sizes))
            .build()
            .getOpenTelemetrySdk();
    boolean disabled = configuration.get(SDK_DISABLED, "false").equalsIgnoreCase("true");
    Set<String> spanExporters = configuration.list(TRACES_EXPORTER, OTLP);
    return new StartedSdk(
        sdk,
        !disabled && !spanExporters.contains("none"),
        disabled
            ? "nothing is exported (%s=true)".formatted(SDK_DISABLED)
            : new Description(settings.spans() != Settings.Report.NONE)
                .otlp(destinations)
                .console(spanExporters, configuration.list(METRICS_EXPORTER, OTLP))
                .prometheus(prometheus.address())
                .toString());
  }

  private static Resource distribution() {
    return Resource.create(
        Attributes.builder()
            .put("telemetry.distro.name", "hangup")
            .put("telemetry.distro.version", TelemetryEvents.version())
            .build());
  }

  /**
   * Makes the snapshot the only source. The SDK has this method for its own tests and no public one
   * that keeps it from reading today's system properties.
   */
  private static void only(AutoConfiguredOpenTelemetrySdkBuilder builder, ConfigProperties all) {
    try {
      Method method =
          AutoConfiguredOpenTelemetrySdkBuilder.class.getDeclaredMethod(
              "setConfig", ConfigProperties.class);
      method.setAccessible(true);
      method.invoke(builder, all);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of OpenTelemetry has no setConfig", e);
    }
  }
}
