// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.boot;

import org.jspecify.annotations.NullMarked;
