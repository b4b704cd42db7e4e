// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.boot.AgentLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loader of a folder with telemetry, made when the first of its classes is wanted, and one for
 * all.
 */
final class TelemetryLoader {

  /** OpenTelemetry's SDK, exporters and our own. */
  static final String OWN_SDK = "sdk/";

  /** What reports through OpenTelemetry's agent, by the names that its API has there. */
  static final String THEIR_SDK = "otel/";

  private final String folder;
  private final Function<String, byte @Nullable []> jar;
  private final String jarUrl;
  private @Nullable AgentLoader loader;

  TelemetryLoader(String folder, Function<String, byte @Nullable []> jar, String jarUrl) {
    this.folder = folder;
    this.jar = jar;
    this.jarUrl = jarUrl;
  }

  synchronized AgentLoader get() {
    AgentLoader made = loader;
    if (made == null) {
      made = new AgentLoader(folder, jar, jarUrl, TelemetryLoader.class.getClassLoader());
      loader = made;
    }
    return made;
  }
}
