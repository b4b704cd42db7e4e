// SPDX-License-Identifier: Apache-2.0
/** The chat server once more, on Tomcat. */
@NullMarked
package dev.hangup.example.chat.tomcat;

import org.jspecify.annotations.NullMarked;
