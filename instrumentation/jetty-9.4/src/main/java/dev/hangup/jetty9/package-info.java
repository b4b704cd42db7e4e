// SPDX-License-Identifier: Apache-2.0
/** Jetty 9.4: where its WebSocket connections are tapped. Read the README beside this module. */
@NullMarked
package dev.hangup.jetty9;

import org.jspecify.annotations.NullMarked;
