// SPDX-License-Identifier: Apache-2.0
/** Ktor's taps. */
@NullMarked
package dev.hangup.ktor;

import org.jspecify.annotations.NullMarked;
