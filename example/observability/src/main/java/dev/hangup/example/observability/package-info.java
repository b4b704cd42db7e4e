// SPDX-License-Identifier: Apache-2.0
/** What fills dashboards and fires alerts, and what writes the runbooks they lead to. */
@NullMarked
package dev.hangup.example.observability;

import org.jspecify.annotations.NullMarked;
