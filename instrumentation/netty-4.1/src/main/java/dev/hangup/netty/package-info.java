// SPDX-License-Identifier: Apache-2.0
/** Netty 4.1 and 4.2: where its WebSocket codec is tapped. Read the README beside this module. */
@NullMarked
package dev.hangup.netty;

import org.jspecify.annotations.NullMarked;
