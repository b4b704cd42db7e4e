// SPDX-License-Identifier: Apache-2.0
/** An echo server and client whose only WebSocket code is the codec: for conformance tools. */
@NullMarked
package dev.hangup.example.echo;

import org.jspecify.annotations.NullMarked;
