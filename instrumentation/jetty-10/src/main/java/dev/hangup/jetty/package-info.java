// SPDX-License-Identifier: Apache-2.0
/** Jetty 10 and later: where its WebSocket core is tapped. Read the README beside this module. */
@NullMarked
package dev.hangup.jetty;

import org.jspecify.annotations.NullMarked;
