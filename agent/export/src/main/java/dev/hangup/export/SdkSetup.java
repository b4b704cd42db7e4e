// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.telemetry.TraceIds;
import io.opentelemetry.exporter.logging.LoggingMetricExporter;
import io.opentelemetry.exporter.logging.LoggingSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.logs.LogLimits;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sets an SDK up as OpenTelemetry's autoconfiguration would. Where a part refuses a setting, the
 * setting is told in a line and tried again without: an agent that reports to the default place, or
 * nowhere, is better than an application that does not start.
 */
final class SdkSetup {

  static final String TRACES_EXPORTER = "otel.traces.exporter";
  static final String METRICS_EXPORTER = PrometheusChoice.METRICS_EXPORTER;
  static final String LOGS_EXPORTER = "otel.logs.exporter";

  private static final String SDK_DISABLED = PrometheusChoice.SDK_DISABLED;
  private static final String CONFIG_FILE = "otel.config.file";
  private static final String NO_FILE =
      "hangup alone reads no configuration files; using the otel.* properties and OTEL_* variables."
          + " Set there what the file says, or run hangup as an extension of OpenTelemetry's Java"
          + " agent, which reads it";
  private static final String NO_DETECTORS =
      "hangup detects its resource by itself; leave attributes out with otel.resource.disabled.keys,"
          + " add some with otel.resource.attributes";
  private static final String VIEW_CONFIG = "otel.experimental.metrics.view.config";
  private static final String HISTOGRAMS =
      "otel.exporter.otlp.metrics.default.histogram.aggregation";
  private static final String EXPONENTIAL = "base2_exponential_bucket_histogram";
  private static final String SAMPLER = "otel.traces.sampler";
  private static final String OTLP = "otlp";
  private static final String NONE = "none";

  private static final List<String> EXPORTERS = List.of(OTLP, "console", "logging", "none");
  private static final List<String> PROPAGATORS =
      List.of("tracecontext", "baggage", "b3", "b3multi", "jaeger", "ottrace", "none");

  /** What to hold on to longest. */
  private static final Set<String> WHERE_TO =
      Set.of(
          TRACES_EXPORTER,
          METRICS_EXPORTER,
          LOGS_EXPORTER,
          OtlpSettings.ENDPOINT,
          OtlpSettings.endpointOf("traces"),
          OtlpSettings.endpointOf("metrics"),
          OtlpSettings.endpointOf("logs"),
          "otel.exporter.otlp.headers",
          "otel.service.name");

  private final Configuration configuration;
  private final ObserverSettings settings;
  private final SizeMetrics sizes;
  private final ExportThread thread;
  private final CollectorHealth health;
  private final SpanBudget budget;
  private final EarlyEndpoint early;

  SdkSetup(
      Configuration configuration,
      ObserverSettings settings,
      SizeMetrics sizes,
      ExportThread thread,
      CollectorHealth health,
      EarlyEndpoint early) {
    this.configuration = configuration;
    this.settings = settings;
    this.sizes = sizes;
    this.thread = thread;
    this.health = health;
    this.early = early;
    this.budget = new SpanBudget(settings.abnormalSpansPerSecond());
  }

  StartedSdk start() {
    settle();
    while (true) {
      try {
        return build();
      } catch (RuntimeException e) {
        UnreadableSetting unreadable = UnreadableSetting.behind(e);
        if (unreadable != null && configuration.get(unreadable.setting()) != null) {
          configuration.refuse(unreadable.setting(), String.valueOf(unreadable.getMessage()));
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
    leaveOut(CONFIG_FILE, NO_FILE);
    leaveOut("otel.experimental.config.file", NO_FILE);
    for (String setting : new TreeSet<>(configuration.asMap().keySet())) {
      if (isForDetectors(setting)) {
        leaveOut(setting, NO_DETECTORS);
      }
    }
    leaveOut(VIEW_CONFIG, "hangup reads no files with views; its metrics are exported as they are");
    configuration.keepKnown(TRACES_EXPORTER, EXPORTERS);
    configuration.keepKnown(LOGS_EXPORTER, EXPORTERS);
    PrometheusChoice.settle(configuration, ApplicationExporters.hasPrometheus());
    configuration.keepKnown("otel.propagators", PROPAGATORS);
    if (settings.events() == ObserverSettings.Events.LOG && !exports(LOGS_EXPORTER)) {
      configuration.line(
          "setting hangup.events=log: %s=none takes no log records; telling them on spans"
              .formatted(LOGS_EXPORTER));
    }
    configuration.mustBeOneOf(
        "otel.metrics.exemplar.filter", List.of("trace_based", "always_on", "always_off"));
    configuration.mustBeOneOf(
        "otel.java.exporter.memory_mode", List.of("immutable_data", "reusable_data"));
    configuration.mustBeOneOf(
        "otel.exporter.otlp.metrics.temporality.preference",
        List.of("cumulative", "delta", "lowmemory"));
    configuration.mustBeOneOf(HISTOGRAMS, List.of("explicit_bucket_histogram", EXPONENTIAL));
    for (String signal : List.of("", "traces.", "metrics.", "logs.")) {
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
            "otel.blrp.schedule.delay",
            "otel.blrp.max.queue.size",
            "otel.blrp.max.export.batch.size",
            "otel.blrp.export.timeout",
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
            "otel.span.link.count.limit",
            "otel.logrecord.attribute.value.length.limit",
            "otel.logrecord.attribute.count.limit")) {
      configuration.mustBeAtLeast(limit, 0);
    }
    if (configuration.get(SAMPLER, "").contains("traceidratio")) {
      configuration.mustBeRatio("otel.traces.sampler.arg");
    }
    List<String> signals = overOtlp();
    OtlpSettings.settle(configuration, signals);
    TlsSettings.settle(configuration, signals);
    HeaderSettings.settle(configuration, signals);
  }

  /** Of the jars that OpenTelemetry's users choose among, of which there is none here. */
  private static boolean isForDetectors(String setting) {
    return setting.equals("otel.java.enabled.resource.providers")
        || setting.equals("otel.java.disabled.resource.providers")
        || setting.startsWith("otel.resource.providers.");
  }

  /** What SDKs that are set up by OpenTelemetry's autoconfiguration can do, and this one cannot. */
  private void leaveOut(String setting, String why) {
    String value = configuration.get(setting);
    if (value != null) {
      configuration.line("setting %s=%s: %s".formatted(setting, value, why));
      configuration.remove(setting);
    }
  }

  private List<String> overOtlp() {
    List<String> signals = new ArrayList<>();
    if (configuration.list(TRACES_EXPORTER, OTLP).contains(OTLP)) {
      signals.add("traces");
    }
    if (configuration.list(METRICS_EXPORTER, OTLP).contains(OTLP)) {
      signals.add("metrics");
    }
    if (makesRecords() && configuration.list(LOGS_EXPORTER, OTLP).contains(OTLP)) {
      signals.add("logs");
    }
    return signals;
  }

  private boolean exports(String exporters) {
    return !configuration.list(exporters, OTLP).contains(NONE);
  }

  private boolean makesRecords() {
    return settings.log() != ObserverSettings.Report.NONE || settings.events().asRecords();
  }

  private StartedSdk build() {
    List<Destination> destinations = OtlpSettings.destinations(configuration, overOtlp());
    Components components =
        new Components(
            Map.of(
                HttpSenderProvider.class,
                new Senders(destinations, configuration::authorization, thread, health)));
    ConfigProperties config = new SnapshotProperties(configuration.asMap(), components);
    OpenTelemetrySdkBuilder sdk =
        OpenTelemetrySdk.builder().setPropagators(SdkParts.propagators(config));
    if (configuration.get(SDK_DISABLED, "false").equalsIgnoreCase("true")) {
      return new StartedSdk(
          sdk.build(),
          TraceIds.RANDOM,
          false,
          false,
          false,
          "nothing is exported (%s=true)".formatted(SDK_DISABLED));
    }
    List<Closeable> made = new ArrayList<>();
    try {
      return build(sdk, config, destinations, made);
    } catch (RuntimeException | LinkageError e) {
      made.forEach(SdkSetup::close);
      throw e;
    }
  }

  private StartedSdk build(
      OpenTelemetrySdkBuilder sdk,
      ConfigProperties config,
      List<Destination> destinations,
      List<Closeable> made) {
    Resource resource = SdkParts.resource(config);
    Set<String> spanExporters = configuration.list(TRACES_EXPORTER, OTLP);
    Set<String> metricExporters = configuration.list(METRICS_EXPORTER, OTLP);
    Set<String> logExporters =
        makesRecords() ? configuration.list(LOGS_EXPORTER, OTLP) : Set.of(NONE);
    ConnectionTraceIds traceIds = new ConnectionTraceIds();
    sdk.setTracerProvider(tracing(config, resource, spanExporters, traceIds, made));
    if (!logExporters.contains(NONE)) {
      sdk.setLoggerProvider(logging(config, resource, logExporters, made));
    }
    PrometheusEndpoint prometheus = new PrometheusEndpoint(early);
    sdk.setMeterProvider(metering(config, resource, metricExporters, prometheus, made));
    return new StartedSdk(
        sdk.build(),
        traceIds,
        !spanExporters.contains(NONE),
        !logExporters.contains(NONE),
        isExponential(config),
        new ExportSummary(settings.spans() != ObserverSettings.Report.NONE)
            .otlp(destinations)
            .console(spanExporters, metricExporters, logExporters)
            .prometheus(prometheus.address())
            .toString());
  }

  private SdkTracerProvider tracing(
      ConfigProperties config,
      Resource resource,
      Set<String> exporters,
      ConnectionTraceIds traceIds,
      List<Closeable> made) {
    SdkTracerProviderBuilder tracing =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setSpanLimits(SdkParts.spanLimits(config))
            .setIdGenerator(traceIds);
    Sampler sampler = SdkParts.sampler(config);
    QueueLimits limits = QueueLimits.ofSpans(config, settings.spansPerSecond());
    List<SpanExporter> to = new ArrayList<>();
    if (exporters.contains(OTLP)) {
      to.add(otlpSpans(config));
    }
    if (isConsole(exporters)) {
      to.add(LoggingSpanExporter.create());
    }
    made.addAll(to);
    if (to.isEmpty()) {
      return tracing.setSampler(sampler).build();
    }
    SpanQueue queue = SpanQueue.started(SpanExporter.composite(to), limits, Clock.SYSTEM);
    made.add(queue);
    return tracing
        .setSampler(new EndSampler(sampler, budget, queue, Clock.SYSTEM))
        .addSpanProcessor(queue)
        .build();
  }

  private static SdkLoggerProvider logging(
      ConfigProperties config, Resource resource, Set<String> exporters, List<Closeable> made) {
    List<LogRecordExporter> to = new ArrayList<>();
    if (exporters.contains(OTLP)) {
      to.add(otlpRecords(config));
    }
    if (isConsole(exporters)) {
      to.add(new ConsoleRecords());
    }
    made.addAll(to);
    LogLimits limits = SdkParts.logLimits(config);
    RecordQueue queue =
        RecordQueue.started(
            LogRecordExporter.composite(to), QueueLimits.ofRecords(config), Clock.SYSTEM);
    made.add(queue);
    return SdkLoggerProvider.builder()
        .setResource(resource)
        .setLogLimits(() -> limits)
        .addLogRecordProcessor(queue)
        .build();
  }

  private SdkMeterProvider metering(
      ConfigProperties config,
      Resource resource,
      Set<String> exporters,
      PrometheusEndpoint prometheus,
      List<Closeable> made) {
    SdkMeterProviderBuilder metering =
        SdkMeterProvider.builder()
            .setResource(resource)
            .setExemplarFilter(SdkParts.exemplarFilter(config));
    boolean exponential = isExponential(config);
    if (!exponential) {
      metering.registerMetricProducer(sizes);
    }
    List<MetricReader> readers = new ArrayList<>();
    Duration interval = config.getDuration("otel.metric.export.interval", Duration.ofMinutes(1));
    if (exporters.contains(OTLP)) {
      MetricExporter to = otlpMetrics(config);
      readers.add(made(periodic(exponential ? to : DeltaSizes.where(to), interval), made));
    }
    if (isConsole(exporters)) {
      readers.add(made(periodic(LoggingMetricExporter.create(), interval), made));
    }
    Integer most = config.getInt("otel.java.metrics.cardinality.limit");
    // Last: nothing fails any more once its port is open.
    if (PrometheusChoice.isMade(configuration)) {
      readers.add(made(prometheus.reader(PrometheusChoice.address(configuration)), made));
    }
    for (MetricReader reader : readers) {
      if (most == null) {
        metering.registerMetricReader(reader);
      } else {
        metering.registerMetricReader(reader, instrument -> most);
      }
    }
    return metering.build();
  }

  /** Then what is counted in fixed buckets has to be recorded size by size, see SdkTelemetry. */
  private static boolean isExponential(ConfigProperties config) {
    return EXPONENTIAL.equalsIgnoreCase(config.getString(HISTOGRAMS));
  }

  private static MetricReader periodic(MetricExporter exporter, Duration interval) {
    return PeriodicMetricReader.builder(exporter)
        .setInterval(interval)
        // The later one measures the reader itself, among the metrics it reads.
        .setInternalTelemetryVersion(InternalTelemetryVersion.LEGACY)
        .build();
  }

  private static MetricReader made(MetricReader reader, List<Closeable> made) {
    made.add(reader);
    return reader;
  }

  private static SpanExporter otlpSpans(ConfigProperties config) {
    for (ConfigurableSpanExporterProvider provider :
        config.getComponentLoader().load(ConfigurableSpanExporterProvider.class)) {
      if (provider.getName().equals(OTLP)) {
        return provider.createExporter(config);
      }
    }
    throw new IllegalStateException("this jar has no OTLP exporter for spans");
  }

  private static LogRecordExporter otlpRecords(ConfigProperties config) {
    for (ConfigurableLogRecordExporterProvider provider :
        config.getComponentLoader().load(ConfigurableLogRecordExporterProvider.class)) {
      if (provider.getName().equals(OTLP)) {
        return provider.createExporter(config);
      }
    }
    throw new IllegalStateException("this jar has no OTLP exporter for log records");
  }

  private static MetricExporter otlpMetrics(ConfigProperties config) {
    for (ConfigurableMetricExporterProvider provider :
        config.getComponentLoader().load(ConfigurableMetricExporterProvider.class)) {
      if (provider.getName().equals(OTLP)) {
        return provider.createExporter(config);
      }
    }
    throw new IllegalStateException("this jar has no OTLP exporter for metrics");
  }

  private static boolean isConsole(Set<String> exporters) {
    return exporters.contains("console") || exporters.contains("logging");
  }

  @SuppressWarnings("EmptyCatch") // it never worked, and the next attempt does without
  private static void close(Closeable part) {
    try {
      part.close();
    } catch (IOException | RuntimeException e) {
    }
  }
}
