// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.OpenTelemetrySdk;

/**
 * What a set-up has come to.
 *
 * @param exportsSpans somebody takes spans
 * @param description what goes where
 */
record StartedSdk(OpenTelemetrySdk sdk, boolean exportsSpans, String description) {}
