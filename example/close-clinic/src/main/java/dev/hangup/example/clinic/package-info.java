// SPDX-License-Identifier: Apache-2.0
/** Ends connections in every way there is, and compares what was staged with what was diagnosed. */
@NullMarked
package dev.hangup.example.clinic;

import org.jspecify.annotations.NullMarked;
