// SPDX-License-Identifier: Apache-2.0
/** The chat server once more, on Jetty. */
@NullMarked
package dev.hangup.example.chat.jetty;

import org.jspecify.annotations.NullMarked;
