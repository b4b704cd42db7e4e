// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import org.jspecify.annotations.Nullable;

/** Tells an SDK which id the next trace gets that the calling thread starts, where it listens. */
public interface TraceIds {

  /** For an SDK that cannot be told: it takes ids of its own. */
  TraceIds RANDOM = id -> {};

  /** 32 hexadecimal digits; null takes it back. */
  void next(@Nullable String id);
}
