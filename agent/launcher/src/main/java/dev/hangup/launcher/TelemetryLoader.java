// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.boot.AgentLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The loader of {@code sdk/}, made when the first of its classes is wanted, and one for all. */
final class TelemetryLoader {

  private final Function<String, byte @Nullable []> jar;
  private final String jarUrl;
  private @Nullable AgentLoader loader;

  TelemetryLoader(Function<String, byte @Nullable []> jar, String jarUrl) {
    this.jar = jar;
    this.jarUrl = jarUrl;
  }

  synchronized AgentLoader get() {
    AgentLoader made = loader;
    if (made == null) {
      made = new AgentLoader("sdk/", jar, jarUrl, TelemetryLoader.class.getClassLoader());
      loader = made;
    }
    return made;
  }
}
