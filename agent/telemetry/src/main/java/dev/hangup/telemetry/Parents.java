// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.TraceHere;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace a connection belongs to: the one current at the handshake, else the one in the
 * upgrade request, else none.
 */
final class Parents {

  private final ContextPropagators propagators;

  Parents(ContextPropagators propagators) {
    this.propagators = propagators;
  }

  /** What {@link #of} shall find later; null where no trace is current. */
  static @Nullable Context current() {
    Context current = Context.current();
    return spanOf(current).isValid() ? current : null;
  }

  static SpanContext spanOf(Context context) {
    return Span.fromContext(context).getSpanContext();
  }

  Context of(Handshake handshake) {
    if (handshake.context() instanceof TraceHere here) {
      return Context.root().with(Span.wrap(span(here)));
    }
    if (handshake.context() instanceof Context seen && spanOf(seen).isValid()) {
      return seen;
    }
    return propagators.getTextMapPropagator().extract(Context.root(), handshake, Headers.GETTER);
  }

  /** Of this process: a sampler may decide otherwise for those of others. */
  private static SpanContext span(TraceHere here) {
    return SpanContext.create(
        here.traceId(), here.spanId(), TraceFlags.fromByte(here.flags()), state(here.state()));
  }

  private static TraceState state(@Nullable String header) {
    if (header == null) {
      return TraceState.getDefault();
    }
    TraceStateBuilder state = TraceState.builder();
    String[] members = header.split(",", -1);
    for (int i = members.length - 1; i >= 0; i--) { // each goes before those that are there
      int equals = members[i].indexOf('=');
      if (equals > 0) {
        state.put(members[i].substring(0, equals).strip(), members[i].substring(equals + 1));
      }
    }
    return state.build();
  }

  private enum Headers implements TextMapGetter<Handshake> {
    GETTER;

    @Override
    @SuppressWarnings("deprecation") // propagators that carry baggage in headers of its own ask it
    public Iterable<String> keys(Handshake handshake) {
      return handshake.propagatedNames();
    }

    @Override
    public @Nullable String get(@Nullable Handshake handshake, String name) {
      return handshake == null ? null : handshake.propagated(name);
    }
  }
}
