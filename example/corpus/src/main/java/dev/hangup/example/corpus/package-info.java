// SPDX-License-Identifier: Apache-2.0
/** Stages endings with known truth and compares them with what the agent says. */
@NullMarked
package dev.hangup.example.corpus;

import org.jspecify.annotations.NullMarked;
