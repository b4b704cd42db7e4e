// SPDX-License-Identifier: Apache-2.0

/** What is known right now, bounded and in memory, for people who look at this machine. */
@NullMarked
package dev.hangup.live;

import org.jspecify.annotations.NullMarked;
