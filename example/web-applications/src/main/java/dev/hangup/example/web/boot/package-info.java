// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application that offers WebSocket in each of the ways Spring has for it. */
@NullMarked
package dev.hangup.example.web.boot;

import org.jspecify.annotations.NullMarked;
