// SPDX-License-Identifier: Apache-2.0
/** A chat server that knows nothing of hangup. */
@NullMarked
package dev.hangup.example.chat;

import org.jspecify.annotations.NullMarked;
