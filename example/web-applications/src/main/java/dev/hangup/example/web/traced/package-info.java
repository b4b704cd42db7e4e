// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application that traces its requests by itself. */
@NullMarked
package dev.hangup.example.web.traced;

import org.jspecify.annotations.NullMarked;
