// SPDX-License-Identifier: Apache-2.0
/** Undertow's taps. */
@NullMarked
package dev.hangup.undertow;

import org.jspecify.annotations.NullMarked;
