// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.tap.TraceHere;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current span of one OpenTelemetry API, by reflection: there may be one in every loader,
 * and none of them is ours. Holds methods of that API and nothing else.
 */
final class SpanReader {

  /** As everybody has it but OpenTelemetry's agent. */
  static final String SPAN = "io.opentelemetry.api.trace.Span";

  private final Method current;
  private final Method spanContext;
  private final Method isValid;
  private final Method traceId;
  private final Method spanId;
  private final Method flags;
  private final Method asHex;
  private final Method state;
  private final Method asMap;

  /** Fails for what is not the API of 1.0 or later. */
  SpanReader(Class<?> span) throws NoSuchMethodException {
    current = span.getMethod("current");
    spanContext = span.getMethod("getSpanContext");
    Class<?> context = spanContext.getReturnType();
    isValid = context.getMethod("isValid");
    traceId = context.getMethod("getTraceId");
    spanId = context.getMethod("getSpanId");
    flags = context.getMethod("getTraceFlags");
    asHex = flags.getReturnType().getMethod("asHex");
    state = context.getMethod("getTraceState");
    asMap = state.getReturnType().getMethod("asMap");
  }

  /** Null where the calling thread is in no span of this API. */
  @Nullable TraceHere read() throws ReflectiveOperationException {
    Object context = spanContext.invoke(current.invoke(null));
    if (!(Boolean) isValid.invoke(context)) {
      return null;
    }
    return TraceHere.of(
        (String) traceId.invoke(context),
        (String) spanId.invoke(context),
        (String) asHex.invoke(flags.invoke(context)),
        header((Map<?, ?>) asMap.invoke(state.invoke(context))));
  }

  private static String header(Map<?, ?> members) {
    StringBuilder header = new StringBuilder();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      header.append(header.length() == 0 ? "" : ",");
      header.append(member.getKey()).append('=').append(member.getValue());
    }
    return header.toString();
  }
}
