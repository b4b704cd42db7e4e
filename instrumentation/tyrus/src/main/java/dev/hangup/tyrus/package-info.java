// SPDX-License-Identifier: Apache-2.0
/** Tyrus's taps. */
@NullMarked
package dev.hangup.tyrus;

import org.jspecify.annotations.NullMarked;
