// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.export;

import org.jspecify.annotations.NullMarked;
