// SPDX-License-Identifier: Apache-2.0
/**
 * Follows each connection and tells what became of it. Plain Java: no stack, no telemetry library.
 */
@NullMarked
package dev.hangup.observer;

import org.jspecify.annotations.NullMarked;
