// SPDX-License-Identifier: Apache-2.0
/** A war that brings its own WebSocket library. */
@NullMarked
package dev.hangup.example.web.netty;

import org.jspecify.annotations.NullMarked;
