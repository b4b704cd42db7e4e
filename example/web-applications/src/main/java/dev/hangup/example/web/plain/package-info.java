// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application that has all libraries for WebSocket, and does without. */
@NullMarked
package dev.hangup.example.web.plain;

import org.jspecify.annotations.NullMarked;
