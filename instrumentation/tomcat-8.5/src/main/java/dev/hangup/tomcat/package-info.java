// SPDX-License-Identifier: Apache-2.0
/** Tomcat's WebSocket implementation, server and client, from 8.5 on. */
@NullMarked
package dev.hangup.tomcat;

import org.jspecify.annotations.NullMarked;
