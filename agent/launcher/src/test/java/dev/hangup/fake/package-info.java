// SPDX-License-Identifier: Apache-2.0
/** A stack for {@code library}. */
@NullMarked
package dev.hangup.fake;

import org.jspecify.annotations.NullMarked;
