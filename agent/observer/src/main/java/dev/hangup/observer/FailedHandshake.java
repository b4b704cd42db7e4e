// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade that did not become a connection.
 *
 * @param status of the HTTP response, 0 where there was none
 * @param errorType exception class, or the status as text
 */
public record FailedHandshake(
    Series series,
    Handshake handshake,
    Target target,
    long startEpochNanos,
    long endEpochNanos,
    int status,
    @Nullable String errorType) {}
