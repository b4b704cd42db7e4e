// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;

/** The state of a parser whose connection was joined while a frame may be under way. */
record Adopted(Wire wire) {}
