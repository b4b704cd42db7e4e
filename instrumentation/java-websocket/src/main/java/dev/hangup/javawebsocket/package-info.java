// SPDX-License-Identifier: Apache-2.0
/** Java-WebSocket's taps. */
@NullMarked
package dev.hangup.javawebsocket;

import org.jspecify.annotations.NullMarked;
