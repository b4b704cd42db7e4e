// SPDX-License-Identifier: Apache-2.0
/** Puts the one jar together. Used while building, not part of the jar. */
@NullMarked
package dev.hangup.dist;

import org.jspecify.annotations.NullMarked;
