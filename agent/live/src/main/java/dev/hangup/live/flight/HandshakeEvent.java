// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.flight;

import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An upgrade that became a connection, or came to nothing. */
@Name("hangup.WebSocketHandshake")
@Label("WebSocket Handshake")
@Category("WebSocket")
@Description("An upgrade to WebSocket became a connection, or came to nothing")
@StackTrace(false)
@SuppressWarnings({"unused", "UnusedVariable"}) // the recorder reads them
final class HandshakeEvent extends Event {

  @Label("Role")
  private @Nullable String role;

  @Label("Stack")
  private @Nullable String stack;

  @Label("Route")
  private @Nullable String route;

  @Label("Opened")
  private boolean opened;

  @Label("Status")
  @Description("Of the answer where the upgrade came to nothing, 0 where there was none")
  private int status;

  @Label("Cause")
  private @Nullable String cause;

  @Label("Evidence")
  private @Nullable String evidence;

  @Label("Remediation")
  private @Nullable String remediation;

  static void opened(Series series) {
    HandshakeEvent event = new HandshakeEvent();
    if (event.shouldCommit()) {
      event.of(series);
      event.opened = true;
      event.commit();
    }
  }

  static void failed(FailedHandshake failed) {
    HandshakeEvent event = new HandshakeEvent();
    if (event.shouldCommit()) {
      event.of(failed.series());
      event.status = failed.status();
      event.cause = failed.diagnosis().cause().id();
      event.evidence = failed.diagnosis().evidence();
      event.remediation = failed.diagnosis().remediation();
      event.commit();
    }
  }

  private void of(Series series) {
    role = series.role().name().toLowerCase(Locale.ROOT);
    stack = series.stack();
    route = series.route();
  }
}
