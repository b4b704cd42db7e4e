// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/**
 * Why an upgrade came to nothing.
 *
 * @param rule id of the rule that held
 * @param evidence one sentence with the header, status or exception behind the cause
 * @param remediation what to do about it
 */
public record HandshakeDiagnosis(
    HandshakeCause cause, String rule, String evidence, String remediation) {}
