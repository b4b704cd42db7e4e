// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's settings as they were in premain. Each of them can be given for this agent alone,
 * {@code hangup.otel.*} or {@code HANGUP_OTEL_*}, which wins over what an application's own SDK
 * reads too.
 *
 * <p>Not safe for threads: one thread reads and changes it while the SDK is set up.
 */
final class Configuration {

  private static final String FOR_US = "hangup.";
  private static final String PREFIX = "otel.";
  private static final String OTLP = "otel.exporter.otlp.";

  /** What is used where a value cannot be read. */
  private static final Map<String, String> STANDARDS =
      Map.ofEntries(
          Map.entry("otel.bsp.schedule.delay", "5s"),
          Map.entry("otel.bsp.max.queue.size", "2048"),
          Map.entry("otel.bsp.max.export.batch.size", "512"),
          Map.entry("otel.bsp.export.timeout", "30s"),
          Map.entry("otel.blrp.schedule.delay", "1s"),
          Map.entry("otel.blrp.max.queue.size", "2048"),
          Map.entry("otel.blrp.max.export.batch.size", "512"),
          Map.entry("otel.blrp.export.timeout", "30s"),
          Map.entry("otel.metric.export.interval", "1m"),
          Map.entry("otel.metrics.exemplar.filter", "trace_based"),
          Map.entry("otel.traces.sampler", "parentbased_always_on"),
          Map.entry("otel.sdk.disabled", "false"),
          Map.entry("otel.exporter.otlp.endpoint", "http://localhost:4318"),
          Map.entry("otel.exporter.otlp.protocol", "http/protobuf"),
          Map.entry("otel.exporter.otlp.timeout", "10s"),
          Map.entry("otel.exporter.otlp.compression", "none"),
          Map.entry("otel.exporter.prometheus.port", "9464"));

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:@\\s]+)(:[0-9]{1,5})?");
  private static final Pattern RATIO = Pattern.compile("0|1|0?\\.[0-9]+|1\\.0+|0\\.|1\\.");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern NUMBER = Pattern.compile("(-?[0-9]+)[a-z]*");

  private final Map<String, String> values = new HashMap<>();
  private final Set<String> forUsAlone = new HashSet<>();
  private final Set<String> given;
  private final Map<String, String> credentials = new HashMap<>();
  private final Set<String> ours = new HashSet<>();
  private final Consumer<String> lines;

  Configuration(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> lines) {
    this.lines = lines;
    environment.forEach((name, value) -> take(name.replace('_', '.'), value, PREFIX));
    properties.forEach((name, value) -> take(name.replace('-', '.'), value, PREFIX));
    environment.forEach((name, value) -> take(name.replace('_', '.'), value, FOR_US + PREFIX));
    properties.forEach((name, value) -> take(name.replace('-', '.'), value, FOR_US + PREFIX));
    given = Set.copyOf(values.keySet());
    for (String key : given) {
      if (key.startsWith(OTLP) && key.endsWith("endpoint")) {
        takeCredentials(key);
      }
    }
  }

  /** From here on the address has no secret in it, wherever it is told. */
  private void takeCredentials(String key) {
    String address = values.getOrDefault(key, "");
    int from = address.indexOf("//") + 2;
    int end = from;
    while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    int at = from < 2 ? -1 : address.lastIndexOf('@', end - 1);
    if (at >= from) {
      credentials.put(key, basic(address.substring(from, at)));
      values.put(key, address.substring(0, from) + address.substring(at + 1));
    }
  }

  /** RFC 7617 2, of what RFC 3986 3.2.1 allows before the host. */
  private static String basic(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    String pair = Percent.decoded(user) + ":" + Percent.decoded(password);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** What the address of {@code signal} had before its host, as a header; null for nothing. */
  @Nullable String authorization(String signal) {
    String own = OtlpSettings.endpointOf(signal);
    return credentials.get(isGiven(own) ? own : OtlpSettings.ENDPOINT);
  }

  // As OpenTelemetry has it, an empty value is as good as none.
  private void take(String name, String value, String prefix) {
    String key = name.toLowerCase(Locale.ROOT);
    if (!key.startsWith(prefix) || value.isBlank()) {
      return;
    }
    if (prefix.startsWith(FOR_US)) {
      key = key.substring(FOR_US.length());
      forUsAlone.add(key);
    }
    values.put(key, value.strip());
  }

  @Nullable String get(String key) {
    return values.get(key);
  }

  String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /** Whether the setting was given for this agent, not for any SDK that may read it. */
  boolean isForUsAlone(String key) {
    return forUsAlone.contains(key);
  }

  /** Whether the user said something about it. */
  boolean isGiven(String key) {
    return given.contains(key);
  }

  /** Overrides what the user said, or did not say. */
  void set(String key, String value) {
    values.put(key, value);
    ours.add(key);
  }

  /** Keeps a part of what the user said. */
  void replace(String key, String value) {
    values.put(key, value);
  }

  void remove(String key) {
    values.remove(key);
  }

  /**
   * Forgets what the user said, but for {@code kept}.
   *
   * @return false where there was nothing to forget
   */
  boolean keepOnly(Set<String> kept) {
    return values.keySet().removeIf(key -> !ours.contains(key) && !kept.contains(key));
  }

  Map<String, String> asMap() {
    return Map.copyOf(values);
  }

  /** Whatever looks like a secret before a host stays here. */
  void line(String line) {
    lines.accept(line.replaceAll("//[^\\s/]*@", "//...@"));
  }

  /** Takes the default for a setting that is no address of a web server. */
  void mustBeAddress(String key) {
    String value = values.get(key);
    if (value == null) {
      return;
    }
    String wrong = null;
    try {
      URI address = new URI(value);
      if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
        wrong = "it starts with http:// or https://";
      } else if (!namesHost(address.getRawAuthority())) {
        wrong = "it names a host, and a port in digits";
      } else if (address.getRawQuery() != null || address.getRawFragment() != null) {
        wrong = "it has no query and no fragment";
      }
    } catch (URISyntaxException e) {
      wrong = "it is an address such as http://localhost:4318";
    }
    if (wrong != null) {
      refuse(key, wrong);
    }
  }

  /** A name that the JDK takes for none, as those with an underscore, is one all the same. */
  private static boolean namesHost(@Nullable String authority) {
    return authority != null && HOST.matcher(authority).matches();
  }

  /** Takes the default for a setting that is none of {@code legal}. */
  void mustBeOneOf(String key, List<String> legal) {
    String value = values.get(key);
    if (value == null || legal.contains(value.toLowerCase(Locale.ROOT))) {
      return;
    }
    refuse(key, "it takes " + String.join(" or ", legal));
  }

  /** Takes the default for a number, or a duration, that is too small. */
  void mustBeAtLeast(String key, long least) {
    Matcher number = NUMBER.matcher(get(key, ""));
    if (number.matches()
        && new BigInteger(number.group(1)).compareTo(BigInteger.valueOf(least)) < 0) {
      refuse(key, "it takes " + least + " or more");
    }
  }

  /** Takes the default for what is no port; 0 is one that is free. */
  void mustBePort(String key) {
    String value = values.get(key);
    if (value != null && !(PORT.matcher(value).matches() && Integer.parseInt(value) <= 65535)) {
      refuse(key, "it takes a port, 0 to 65535");
    }
  }

  /** Takes the default for a number that is no share of one. */
  void mustBeRatio(String key) {
    String value = values.get(key);
    if (value != null && !RATIO.matcher(value).matches()) {
      refuse(key, "it takes a number from 0 to 1");
    }
  }

  /**
   * Keeps of a comma list what is {@code known}, in lower case and once; the default where nothing
   * is left.
   */
  void keepKnown(String key, List<String> known) {
    String value = values.get(key);
    if (value == null) {
      return;
    }
    Set<String> kept = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (String item : value.split(",", -1)) {
      String name = item.strip().toLowerCase(Locale.ROOT);
      if (known.contains(name)) {
        kept.add(name);
      } else if (!name.isEmpty()) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      line(
          "setting %s=%s: hangup does not have %s, it takes %s; using %s"
              .formatted(
                  key,
                  value,
                  String.join(", ", unknown),
                  String.join(", ", known),
                  kept.isEmpty() ? "the default" : String.join(",", kept)));
    }
    if (kept.size() > 1 && kept.remove("none")) {
      line("setting %s=%s: none goes with nothing else; ignoring it".formatted(key, value));
    }
    if (kept.isEmpty()) {
      values.remove(key);
    } else {
      values.put(key, String.join(",", kept));
    }
  }

  /** The items of a comma list. */
  Set<String> list(String key, String otherwise) {
    return new LinkedHashSet<>(List.of(get(key, otherwise).split(",", -1)));
  }

  /** Takes the default for a setting that cannot be used, and says why. */
  void refuse(String key, String reason) {
    // A password that is not encoded may hold anything, up to the last sign before the host.
    String shown =
        isSecret(key) ? "..." : values.getOrDefault(key, "").replaceAll("//.*@", "//...@");
    String why = isSecret(key) ? "" : ", " + reason.replaceAll("\\.$", "");
    String standard = STANDARDS.get(key);
    line(
        "setting %s=%s cannot be read%s; using the default%s"
            .formatted(key, shown, why, standard == null ? "" : ", " + standard));
    values.remove(key);
    credentials.remove(key);
  }

  /** Headers carry credentials. */
  private static boolean isSecret(String key) {
    return key.contains("headers");
  }
}
