// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.view;

import org.jspecify.annotations.NullMarked;
