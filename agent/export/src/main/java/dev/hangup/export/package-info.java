// SPDX-License-Identifier: Apache-2.0
/**
 * An OpenTelemetry SDK of our own: set up as its users know it, shut off from the application, and
 * quiet but for one line per trouble.
 */
@NullMarked
package dev.hangup.export;

import org.jspecify.annotations.NullMarked;
