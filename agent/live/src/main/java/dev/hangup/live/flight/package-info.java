// SPDX-License-Identifier: Apache-2.0

/** Ends and handshakes in a flight recording, where one runs. */
@NullMarked
package dev.hangup.live.flight;

import org.jspecify.annotations.NullMarked;
