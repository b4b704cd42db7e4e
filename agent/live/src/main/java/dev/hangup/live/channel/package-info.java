// SPDX-License-Identifier: Apache-2.0

/** How a process of the same user asks the agent in another one, without a port: by files. */
@NullMarked
package dev.hangup.live.channel;

import org.jspecify.annotations.NullMarked;
