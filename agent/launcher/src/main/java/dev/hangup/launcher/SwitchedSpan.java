// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.tap.WireTap;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The span that OpenTelemetry's agent made for a request. On Netty its handlers leave the pipeline
 * together with the HTTP codec, so it does not see that a 101 went out, and its span never ends:
 * what is below it in the trace has a parent that does not exist.
 */
final class SwitchedSpan {

  private static final String KEYS =
      "io.opentelemetry.javaagent.shaded.instrumentation.api.internal.SpanKey";
  private static final String CONTEXT =
      OpenTelemetryAgent.SHADED + "io.opentelemetry.context.Context";
  private static final String SPAN = OpenTelemetryAgent.SHADED + SpanReader.SPAN;
  private static final long SWITCHING_PROTOCOLS = 101;

  private final Method currentContext;
  private final Method ofContext;
  private final Object[] serverKeys;
  private final Method isRecording;
  private final Method setAttribute;
  private final Method end;

  /** Fails where their agent is not there, or is another one than we know. */
  SwitchedSpan() throws ReflectiveOperationException {
    Class<?> keys = Class.forName(KEYS, true, null);
    Class<?> context = Class.forName(CONTEXT, true, null);
    Class<?> span = Class.forName(SPAN, true, null);
    currentContext = context.getMethod("current");
    ofContext = keys.getMethod("fromContextOrNull", context);
    serverKeys =
        new Object[] {
          keys.getField("HTTP_SERVER").get(null), keys.getField("KIND_SERVER").get(null)
        };
    isRecording = span.getMethod("isRecording");
    setAttribute = span.getMethod("setAttribute", String.class, long.class);
    end = span.getMethod("end");
  }

  /** Ends the span of the request that the calling thread handles; null where there is none. */
  @Nullable Runnable current() throws ReflectiveOperationException {
    Object context = currentContext.invoke(null);
    for (Object key : serverKeys) {
      Object span = ofContext.invoke(key, context);
      if (span != null) {
        return isRecording(span) ? () -> switched(span) : null;
      }
    }
    return null;
  }

  private void switched(Object span) {
    try {
      if (isRecording(span)) { // else they have ended it themselves
        setAttribute.invoke(span, "http.response.status_code", SWITCHING_PROTOCOLS);
        end.invoke(span);
      }
    } catch (Throwable t) {
      WireTap.suppressed(t);
    }
  }

  private boolean isRecording(Object span) throws ReflectiveOperationException {
    return (Boolean) isRecording.invoke(span);
  }
}
