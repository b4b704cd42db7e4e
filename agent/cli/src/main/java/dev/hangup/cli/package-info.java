// SPDX-License-Identifier: Apache-2.0
/** The commands of {@code java -jar hangup.jar}. */
@NullMarked
package dev.hangup.cli;

import org.jspecify.annotations.NullMarked;
