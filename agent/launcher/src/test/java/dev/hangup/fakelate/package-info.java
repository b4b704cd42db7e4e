// SPDX-License-Identifier: Apache-2.0
/** A stack for {@code library} whose classes are loaded for other purposes too. */
@NullMarked
package dev.hangup.fakelate;

import org.jspecify.annotations.NullMarked;
