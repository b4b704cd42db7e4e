// SPDX-License-Identifier: Apache-2.0
/** What a frame, a message and a close cost, one method at a time. */
@NullMarked
package dev.hangup.benchmark;

import org.jspecify.annotations.NullMarked;
