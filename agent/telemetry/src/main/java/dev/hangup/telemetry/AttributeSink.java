// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Takes the attributes of an end one by one, in the order of what matters most: a span, a log
 * record, a line of JSON. {@code Attributes} would sort them by name, and what an SDK's limit cuts
 * off is what comes last.
 */
@FunctionalInterface
interface AttributeSink {

  <T> void put(AttributeKey<T> key, T value);
}
