// SPDX-License-Identifier: Apache-2.0
/**
 * Makes class files of Java 17 such as Java 8 loads, verifies and runs. Part of the build; nothing
 * of it is in the jar.
 */
@NullMarked
package dev.hangup.lowering;

import org.jspecify.annotations.NullMarked;
