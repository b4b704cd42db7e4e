// SPDX-License-Identifier: Apache-2.0
/** Tests about the whole: the jar as it is delivered, and the layers of its source. */
@NullMarked
package dev.hangup.dist;

import org.jspecify.annotations.NullMarked;
