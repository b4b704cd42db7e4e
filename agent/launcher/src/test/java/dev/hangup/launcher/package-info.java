// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.launcher;

import org.jspecify.annotations.NullMarked;
