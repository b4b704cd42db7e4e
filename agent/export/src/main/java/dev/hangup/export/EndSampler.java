// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import dev.hangup.telemetry.SpanClaim;
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
 * broke is not a matter of statistics. What is to be recorded needs a place in the queue; without
 * one there will be no span, so that in a storm none is made only to be thrown away.
 */
final class EndSampler implements Sampler {

  private final Sampler configured;
  private final SpanBudget overruling;
  private final SpanQueue queue;
  private final Clock clock;

  /**
   * @param overruling for abnormal ends that the configured sampler would lose
   */
  EndSampler(Sampler configured, SpanBudget overruling, SpanQueue queue, Clock clock) {
    this.configured = configured;
    this.overruling = overruling;
    this.queue = queue;
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
    SpanClaim claim = SpanClaim.of(parentContext);
    if (claim != null && claim.place() != null) {
      return SamplingResult.recordAndSample(); // one more span of an end that is recorded
    }
    SamplingResult result =
        configured.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
    if (claim == null) {
      return result;
    }
    boolean sampled = result.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
    if (!sampled && !claim.abnormal()) {
      return result;
    }
    if ((sampled || overruling.take(clock.nanoTime())) && queue.grant(claim)) {
      return sampled ? result : new Decided(result, SamplingDecision.RECORD_AND_SAMPLE);
    }
    claim.refuse();
    return new Decided(result, SamplingDecision.DROP);
  }

  @Override
  public String getDescription() {
    return "Ends{" + configured.getDescription() + "}";
  }

  @Override
  public String toString() {
    return getDescription();
  }

  /** All the sampler said but its decision. */
  private record Decided(SamplingResult result, SamplingDecision decision)
      implements SamplingResult {

    @Override
    public SamplingDecision getDecision() {
      return decision;
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
