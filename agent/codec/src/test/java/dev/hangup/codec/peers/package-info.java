// SPDX-License-Identifier: Apache-2.0
/**
 * Other people's parsers behind one door: for comparing verdicts here, and speed in the benchmarks.
 */
@NullMarked
package dev.hangup.codec.peers;

import org.jspecify.annotations.NullMarked;
