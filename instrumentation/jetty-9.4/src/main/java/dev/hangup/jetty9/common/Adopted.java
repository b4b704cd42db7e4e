// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9.common;

import dev.hangup.tap.Wire;

/** The state of a parser whose connection was joined while a frame may be under way. */
public record Adopted(Wire wire) {}
