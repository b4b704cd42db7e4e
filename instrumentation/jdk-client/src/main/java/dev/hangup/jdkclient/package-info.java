// SPDX-License-Identifier: Apache-2.0
/** Where the JDK's own WebSocket client is tapped. Read the README beside this module. */
@NullMarked
package dev.hangup.jdkclient;

import org.jspecify.annotations.NullMarked;
