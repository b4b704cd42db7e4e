// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;

/**
 * Tells a sampler that the span about to start is of an abnormal end, which head sampling must not
 * lose. Where the sampler is not ours nobody looks, and the sampler's word stands.
 */
public final class AbnormalEnd {

  private static final ContextKey<Boolean> KEY = ContextKey.named("hangup-abnormal-end");

  private AbnormalEnd() {}

  static Context mark(Context parent) {
    return parent.with(KEY, true);
  }

  /** Whether {@code parent}, as a sampler gets it, was marked. */
  public static boolean marked(Context parent) {
    return parent.get(KEY) != null;
  }
}
