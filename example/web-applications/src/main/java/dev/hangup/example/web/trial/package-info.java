// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application in which everything goes wrong that a diagnosis is to explain. */
@NullMarked
package dev.hangup.example.web.trial;

import org.jspecify.annotations.NullMarked;
