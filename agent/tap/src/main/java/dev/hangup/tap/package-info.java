// SPDX-License-Identifier: Apache-2.0
/**
 * Where bytes come in: what a stack's advice calls, and the walls that keep our failures from the
 * application.
 */
@NullMarked
package dev.hangup.tap;

import org.jspecify.annotations.NullMarked;
