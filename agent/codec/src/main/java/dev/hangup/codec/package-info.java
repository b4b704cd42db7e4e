// SPDX-License-Identifier: Apache-2.0
/** Bytes to frames: the RFC 6455 reader, its verdicts and the writer. Knows nothing of agents. */
@NullMarked
package dev.hangup.codec;

import org.jspecify.annotations.NullMarked;
