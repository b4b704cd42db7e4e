// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say about OTLP: data goes out as http/protobuf. Who asks for gRPC gets that
 * instead, at the port where collectors take it.
 */
final class OtlpSettings {

  static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  static final String TIMEOUT = "otel.exporter.otlp.timeout";

  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String HTTP = "http/protobuf";
  private static final String GRPC = "grpc";
  private static final String GRPC_PORT = ":4317";
  private static final String HTTP_PORT = ":4318";
  private static final String STANDARD_BASE = "http://localhost:4318";

  private OtlpSettings() {}

  static String endpointOf(String signal) {
    return "otel.exporter.otlp." + signal + ".endpoint";
  }

  private static String protocolOf(String signal) {
    return "otel.exporter.otlp." + signal + ".protocol";
  }

  /** Makes {@code configuration} fit, for the signals that go out over OTLP. */
  static void settle(Configuration configuration, List<String> signals) {
    configuration.mustBeAddress(ENDPOINT);
    signals.forEach(signal -> configuration.mustBeAddress(endpointOf(signal)));
    Set<String> askedForGrpc = new LinkedHashSet<>();
    Set<String> instead = new LinkedHashSet<>();
    for (String signal : signals) {
      String setting =
          configuration.get(protocolOf(signal)) == null ? PROTOCOL : protocolOf(signal);
      String protocol = configuration.get(setting, HTTP);
      if (protocol.equals(GRPC)) {
        askedForGrpc.add(setting);
        instead.add(overHttp(configuration, signal));
      } else {
        configuration.mustBeOneOf(setting, List.of(HTTP));
      }
    }
    for (String signal : signals) {
      configuration.remove(protocolOf(signal));
    }
    configuration.set(PROTOCOL, HTTP);
    if (!askedForGrpc.isEmpty()) {
      configuration.line(
          "setting %s=grpc: hangup speaks http/protobuf only; sending that to %s"
              .formatted(String.join(" and ", askedForGrpc), String.join(" and ", instead)));
    }
  }

  /** Points a signal meant for gRPC to where the same collector takes HTTP. */
  private static String overHttp(Configuration configuration, String signal) {
    String own = configuration.get(endpointOf(signal));
    String base = configuration.get(ENDPOINT);
    if (own == null && base == null) {
      return STANDARD_BASE;
    }
    String address = withoutSlash(own == null ? base : own).replace(GRPC_PORT, HTTP_PORT);
    // The general setting stays as it is: another signal may go out over HTTP and mean its port.
    if (own == null || !hasPath(address)) {
      configuration.set(endpointOf(signal), address + "/v1/" + signal);
    }
    return address;
  }

  private static boolean hasPath(String address) {
    int authority = address.indexOf("//");
    return address.indexOf('/', authority < 0 ? 0 : authority + 2) >= 0;
  }

  private static String withoutSlash(@Nullable String address) {
    String text = address == null ? STANDARD_BASE : address;
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Where the signals go, once the SDK has taken the settings. */
  static List<Destination> destinations(Configuration configuration, List<String> signals) {
    List<Destination> destinations = new ArrayList<>();
    for (String signal : signals) {
      String own = configuration.get(endpointOf(signal));
      String address =
          own == null
              ? withoutSlash(configuration.get(ENDPOINT, STANDARD_BASE)) + "/v1/" + signal
              : hasPath(own) ? own : own + "/";
      String setting = configuration.isGiven(endpointOf(signal)) ? endpointOf(signal) : ENDPOINT;
      String ownTimeout = "otel.exporter.otlp." + signal + ".timeout";
      String timeout = configuration.get(ownTimeout) == null ? TIMEOUT : ownTimeout;
      destinations.add(new Destination(signal, URI.create(address), setting, timeout));
    }
    return destinations;
  }
}
