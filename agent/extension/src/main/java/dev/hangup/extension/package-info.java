// SPDX-License-Identifier: Apache-2.0
/**
 * The way in from OpenTelemetry's agent, at the root of the jar. Only that agent loads it: what it
 * implements is not there otherwise.
 */
package dev.hangup.extension;
