// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what the observer tells into spans, metrics and log records. Uses OpenTelemetry's API and
 * nothing of its SDK, so that the same classes can run against an SDK that is not ours.
 */
@NullMarked
package dev.hangup.telemetry;

import org.jspecify.annotations.NullMarked;
