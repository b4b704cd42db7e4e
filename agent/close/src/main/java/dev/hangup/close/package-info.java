// SPDX-License-Identifier: Apache-2.0
/** What close codes mean, and what happened to a connection. Pure functions, no I/O. */
@NullMarked
package dev.hangup.close;

import org.jspecify.annotations.NullMarked;
