// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.flight;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.observer.EndedConnection;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A connection that has ended, with the verdict. */
@Name("hangup.WebSocketClose")
@Label("WebSocket Close")
@Category("WebSocket")
@Description("A WebSocket connection has ended: who ended it, why, and what to do")
@StackTrace(false)
@SuppressWarnings({"unused", "UnusedVariable"}) // the recorder reads them
final class CloseEvent extends Event {

  @Label("Role")
  private @Nullable String role;

  @Label("Stack")
  private @Nullable String stack;

  @Label("Route")
  private @Nullable String route;

  @Label("Code")
  private int code;

  @Label("Name")
  private @Nullable String name;

  @Label("Cause")
  private @Nullable String cause;

  @Label("Initiator")
  private @Nullable String initiator;

  @Label("Clean")
  private boolean clean;

  @Label("Abnormal")
  private boolean abnormal;

  @Label("Rule")
  private @Nullable String rule;

  @Label("Evidence")
  private @Nullable String evidence;

  @Label("Remediation")
  private @Nullable String remediation;

  @Label("Connection Id")
  private @Nullable String connection;

  @Label("Lasted")
  @Timespan(Timespan.NANOSECONDS)
  private long lasted;

  @Label("Idle Before")
  @Timespan(Timespan.NANOSECONDS)
  private long idle;

  @Label("Frames Received")
  private long framesReceived;

  @Label("Frames Sent")
  private long framesSent;

  @Label("Bytes Received")
  @DataAmount
  private long bytesReceived;

  @Label("Bytes Sent")
  @DataAmount
  private long bytesSent;

  static void closed(EndedConnection connection) {
    CloseEvent event = new CloseEvent();
    if (!event.shouldCommit()) {
      return;
    }
    Account account = connection.account();
    Diagnosis diagnosis = connection.diagnosis();
    Cause judged = diagnosis.cause();
    event.role = connection.series().role().name().toLowerCase(Locale.ROOT);
    event.stack = connection.series().stack();
    event.route = connection.series().route();
    event.code = diagnosis.code();
    event.name = diagnosis.name();
    event.cause = judged == null ? null : judged.id();
    event.initiator = diagnosis.initiator().id();
    event.clean = diagnosis.clean();
    event.abnormal = connection.error();
    event.rule = diagnosis.rule();
    event.evidence = diagnosis.evidence();
    event.remediation = diagnosis.remediation();
    event.connection = connection.handshake().connectionId();
    event.lasted = account.duration();
    event.idle = account.silence();
    event.framesReceived = account.received().frames();
    event.framesSent = account.sent().frames();
    event.bytesReceived = account.received().bytes();
    event.bytesSent = account.sent().bytes();
    event.commit();
  }
}
