// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * A rule that was broken, and where.
 *
 * @param by the end that sent the offending bytes
 * @param frameIndex counts frames of this direction from 0
 * @param byteOffset counts bytes of this direction from 0: the first byte that cannot be part of a
 *     legal stream
 * @param opcode of the offending frame, 0 to 15
 */
public record Violation(Rule rule, Role by, long frameIndex, long byteOffset, int opcode) {}
