// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.observer;

import org.jspecify.annotations.NullMarked;
