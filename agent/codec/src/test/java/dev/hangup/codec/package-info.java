// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.codec;

import org.jspecify.annotations.NullMarked;
