// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurablePropagatorProvider;
import io.opentelemetry.sdk.logs.LogLimits;
import io.opentelemetry.sdk.logs.LogLimitsBuilder;
import io.opentelemetry.sdk.metrics.ExemplarFilter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The parts of an SDK that are made of settings alone, as OpenTelemetry's own autoconfiguration
 * makes them. That one is not used: it reads the system properties of the moment, which are the
 * application's, and has no public way of being told not to.
 */
final class SdkParts {

  private static final String PROPAGATORS = "otel.propagators";
  private static final String SAMPLER = "otel.traces.sampler";
  private static final String SERVICE_NAME = "otel.service.name";

  private SdkParts() {}

  static Resource resource(ConfigProperties config) {
    ResourceBuilder given = Resource.builder();
    for (Map.Entry<String, String> attribute :
        config.getMap("otel.resource.attributes").entrySet()) {
      given.put(attribute.getKey(), Percent.decoded(attribute.getValue()));
    }
    String service = config.getString(SERVICE_NAME);
    if (service != null) {
      given.put("service.name", service);
    }
    List<String> unwanted =
        config.getList(
            "otel.resource.disabled.keys",
            config.getList("otel.experimental.resource.disabled.keys")); // the name before
    return distribution()
        .merge(Resource.getDefault())
        .merge(DetectedResource.of(ProcessEnvironment.OURS))
        .merge(given.build())
        .toBuilder()
        .removeIf(key -> unwanted.contains(key.getKey()))
        .build();
  }

  private static Resource distribution() {
    return Resource.create(
        Attributes.builder()
            .put("telemetry.distro.name", "hangup")
            .put("telemetry.distro.version", TelemetryEvents.version())
            .build());
  }

  static SpanLimits spanLimits(ConfigProperties config) {
    SpanLimitsBuilder limits = SpanLimits.builder();
    // What is said of spans alone is read last, and counts.
    limit(config, "otel.attribute.value.length.limit", limits::setMaxAttributeValueLength);
    limit(config, "otel.span.attribute.value.length.limit", limits::setMaxAttributeValueLength);
    limit(
        config,
        "otel.attribute.count.limit",
        most ->
            limits
                .setMaxNumberOfAttributes(most)
                .setMaxNumberOfAttributesPerEvent(most)
                .setMaxNumberOfAttributesPerLink(most));
    limit(config, "otel.span.attribute.count.limit", limits::setMaxNumberOfAttributes);
    limit(config, "otel.span.event.count.limit", limits::setMaxNumberOfEvents);
    limit(config, "otel.span.link.count.limit", limits::setMaxNumberOfLinks);
    return limits.build();
  }

  static LogLimits logLimits(ConfigProperties config) {
    LogLimitsBuilder limits = LogLimits.builder();
    limit(config, "otel.attribute.value.length.limit", limits::setMaxAttributeValueLength);
    limit(
        config, "otel.logrecord.attribute.value.length.limit", limits::setMaxAttributeValueLength);
    limit(config, "otel.attribute.count.limit", limits::setMaxNumberOfAttributes);
    limit(config, "otel.logrecord.attribute.count.limit", limits::setMaxNumberOfAttributes);
    return limits.build();
  }

  private static void limit(ConfigProperties config, String setting, IntConsumer limit) {
    Integer most = config.getInt(setting);
    if (most != null) {
      limit.accept(most);
    }
  }

  static Sampler sampler(ConfigProperties config) {
    String name = config.getString(SAMPLER, "parentbased_always_on");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "always_on" -> Sampler.alwaysOn();
      case "always_off" -> Sampler.alwaysOff();
      case "traceidratio" -> ratio(config);
      case "parentbased_always_on" -> Sampler.parentBased(Sampler.alwaysOn());
      case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
      case "parentbased_traceidratio" -> Sampler.parentBased(ratio(config));
      default -> throw new UnreadableSetting(SAMPLER, "hangup has no such sampler");
    };
  }

  private static Sampler ratio(ConfigProperties config) {
    return Sampler.traceIdRatioBased(config.getDouble(SAMPLER + ".arg", 1));
  }

  static ExemplarFilter exemplarFilter(ConfigProperties config) {
    String name = config.getString("otel.metrics.exemplar.filter", "trace_based");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "always_on" -> ExemplarFilter.alwaysOn();
      case "always_off" -> ExemplarFilter.alwaysOff();
      default -> ExemplarFilter.traceBased();
    };
  }

  static ContextPropagators propagators(ConfigProperties config) {
    List<TextMapPropagator> chosen = new ArrayList<>();
    for (String name : config.getList(PROPAGATORS, List.of("tracecontext", "baggage"))) {
      switch (name) {
        case "none" -> {}
        case "tracecontext" -> chosen.add(W3CTraceContextPropagator.getInstance());
        case "baggage" -> chosen.add(W3CBaggagePropagator.getInstance());
        default -> chosen.add(propagator(name, config));
      }
    }
    return ContextPropagators.create(TextMapPropagator.composite(chosen));
  }

  private static TextMapPropagator propagator(String name, ConfigProperties config) {
    for (ConfigurablePropagatorProvider provider :
        config.getComponentLoader().load(ConfigurablePropagatorProvider.class)) {
      if (provider.getName().equals(name)) {
        return provider.getPropagator(config);
      }
    }
    throw new UnreadableSetting(PROPAGATORS, "there is no propagator " + name);
  }
}
