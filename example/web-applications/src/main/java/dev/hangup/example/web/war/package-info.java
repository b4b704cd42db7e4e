// SPDX-License-Identifier: Apache-2.0
/** A war: one endpoint, found by the container. */
@NullMarked
package dev.hangup.example.web.war;

import org.jspecify.annotations.NullMarked;
