// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.telemetry.TraceIds;
import io.opentelemetry.sdk.OpenTelemetrySdk;

/**
 * What a set-up has come to.
 *
 * @param traceIds tells the SDK which id a trace gets
 * @param exportsSpans somebody takes spans
 * @param exportsRecords there is an exporter for log records
 * @param recordsSizes sizes have to be recorded one by one, nothing reads the totals
 * @param description what goes where
 */
record StartedSdk(
    OpenTelemetrySdk sdk,
    TraceIds traceIds,
    boolean exportsSpans,
    boolean exportsRecords,
    boolean recordsSizes,
    String description) {}
