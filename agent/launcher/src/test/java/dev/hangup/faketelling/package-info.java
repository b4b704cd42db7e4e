// SPDX-License-Identifier: Apache-2.0
/** A stack for {@code library} that tells most of what it sees without code of its own. */
@NullMarked
package dev.hangup.faketelling;

import org.jspecify.annotations.NullMarked;
