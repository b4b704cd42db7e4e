// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;

/** The state of a session that was joined while a frame may be under way. */
public record Adopted(Wire wire) {}
