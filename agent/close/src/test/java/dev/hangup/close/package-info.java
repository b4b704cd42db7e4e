// SPDX-License-Identifier: Apache-2.0
/** Every code has a row, every story a connection. */
@NullMarked
package dev.hangup.close;

import org.jspecify.annotations.NullMarked;
