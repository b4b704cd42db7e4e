// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.telemetry.TraceIds;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random ids, but where the id of a trace was settled before. The SDK asks for one on the thread
 * that starts the span and does not say for which, so the answer waits on that thread and is gone
 * right after.
 */
final class ConnectionTraceIds implements IdGenerator, TraceIds {

  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<String> next = new ThreadLocal<>();

  @Override
  public void next(@Nullable String id) {
    if (id == null) {
      next.remove();
    } else {
      next.set(id);
    }
  }

  @Override
  public String generateTraceId() {
    String settled = next.get();
    if (settled == null) {
      next.remove(); // asking has left an entry on a thread that is not ours
      return random.generateTraceId();
    }
    return settled;
  }

  @Override
  public String generateSpanId() {
    return random.generateSpanId();
  }
}
