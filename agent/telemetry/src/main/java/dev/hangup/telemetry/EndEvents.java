// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import dev.hangup.observer.EndedConnection;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.concurrent.TimeUnit;

/**
 * What happened last on a connection, as events of its span. Violations go first: an SDK keeps so
 * many events and drops what comes after.
 */
final class EndEvents {

  private EndEvents() {}

  static void add(Span span, EndedConnection connection) {
    for (EndedConnection.SeenViolation seen : connection.violations()) {
      span.addEvent(EventNames.VIOLATION, violation(seen), seen.epochNanos(), TimeUnit.NANOSECONDS);
    }
    for (EndedConnection.SeenFrame seen : connection.lastFrames()) {
      span.addEvent(EventNames.FRAME, frame(seen), seen.epochNanos(), TimeUnit.NANOSECONDS);
    }
  }

  static Attributes violation(EndedConnection.SeenViolation seen) {
    Violation violation = seen.violation();
    Rule rule = violation.rule();
    return Attributes.builder()
        .put(AttributeNames.RULE, rule.id())
        .put(AttributeNames.RULE_SECTION, rule.section())
        .put(AttributeNames.RULE_EXPLANATION, rule.explanation())
        .put(AttributeNames.DIRECTION, AttributeNames.direction(seen.received()))
        .put(AttributeNames.OPCODE, AttributeNames.opcode(violation.opcode()))
        .put(AttributeNames.VIOLATION_FRAME, violation.frameIndex())
        .put(AttributeNames.VIOLATION_OFFSET, violation.byteOffset())
        .build();
  }

  // RFC 6455 5.2: FIN is the first bit, RSV1 to RSV3 the next three, the opcode the last four.
  static Attributes frame(EndedConnection.SeenFrame seen) {
    int first = seen.firstByte();
    return Attributes.builder()
        .put(AttributeNames.DIRECTION, AttributeNames.direction(seen.received()))
        .put(AttributeNames.OPCODE, AttributeNames.opcode(first & 0x0f))
        .put(AttributeNames.FRAME_FIN, (first & 0x80) != 0)
        .put(AttributeNames.FRAME_RSV, (long) ((first >> 4) & 0x07))
        .put(AttributeNames.FRAME_SIZE, seen.length())
        .build();
  }
}
