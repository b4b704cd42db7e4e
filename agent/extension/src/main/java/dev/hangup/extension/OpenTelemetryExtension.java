// SPDX-License-Identifier: Apache-2.0
package dev.hangup.extension;

import dev.hangup.boot.Agent;
import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

/**
 * Called by OpenTelemetry's agent when its SDK is up and its transformers are in place, at the end
 * of its premain.
 */
public final class OpenTelemetryExtension implements AgentListener {

  @Override
  public void afterAgent(AutoConfiguredOpenTelemetrySdk sdk) {
    Agent.startInside(OpenTelemetryExtension.class.getClassLoader());
  }
}
