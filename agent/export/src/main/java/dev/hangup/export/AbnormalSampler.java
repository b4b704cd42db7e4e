// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import dev.hangup.telemetry.AbnormalEnd;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * The user's sampler, overruled for abnormal ends as long as the budget lasts: why a connection
 * broke is not a matter of statistics.
 */
final class AbnormalSampler implements Sampler {

  private final Sampler configured;
  private final SpanBudget budget;
  private final Clock clock;

  AbnormalSampler(Sampler configured, SpanBudget budget, Clock clock) {
    this.configured = configured;
    this.budget = budget;
    this.clock = clock;
  }

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind spanKind,
      Attributes attributes,
      List<LinkData> parentLinks) {
    SamplingResult result =
        configured.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
    if (result.getDecision() == SamplingDecision.RECORD_AND_SAMPLE
        || !AbnormalEnd.marked(parentContext)
        || !budget.take(clock.nanoTime())) {
      return result;
    }
    return new Overruled(result);
  }

  @Override
  public String getDescription() {
    return "AbnormalEnds{" + configured.getDescription() + "}";
  }

  @Override
  public String toString() {
    return getDescription();
  }

  /** All the sampler said but its decision. */
  private record Overruled(SamplingResult result) implements SamplingResult {

    @Override
    public SamplingDecision getDecision() {
      return SamplingDecision.RECORD_AND_SAMPLE;
    }

    @Override
    public Attributes getAttributes() {
      return result.getAttributes();
    }

    @Override
    public TraceState getUpdatedTraceState(TraceState parentTraceState) {
      return result.getUpdatedTraceState(parentTraceState);
    }
  }
}
