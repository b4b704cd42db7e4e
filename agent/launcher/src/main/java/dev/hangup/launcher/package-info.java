// SPDX-License-Identifier: Apache-2.0
/**
 * Puts the taps into library classes: the transformer, the engine behind it, the loaders of stack
 * code and the linking of the calls between them.
 */
@NullMarked
package dev.hangup.launcher;

import org.jspecify.annotations.NullMarked;
