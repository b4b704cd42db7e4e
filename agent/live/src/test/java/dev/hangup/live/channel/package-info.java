// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.live.channel;

import org.jspecify.annotations.NullMarked;
