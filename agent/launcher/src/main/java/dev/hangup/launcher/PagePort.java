// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.live.Documents;
import dev.hangup.view.View;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of this JVM, from when telemetry is up until the JVM ends. */
final class PagePort {

  private @Nullable View view;
  private boolean closed;

  /** On a thread of the agent. */
  synchronized void open(
      Map<String, String> properties, Map<String, String> environment, Documents documents) {
    if (!closed) {
      view = View.open(properties, environment, documents, AgentLog::line);
    }
  }

  synchronized void close() {
    closed = true;
    View open = view;
    if (open != null) {
      open.close();
    }
  }
}
