// SPDX-License-Identifier: Apache-2.0
/** A stack that taps every method of one class. */
@NullMarked
package dev.hangup.shapes;

import org.jspecify.annotations.NullMarked;
