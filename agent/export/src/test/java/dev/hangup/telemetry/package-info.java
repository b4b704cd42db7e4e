// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.telemetry;

import org.jspecify.annotations.NullMarked;
