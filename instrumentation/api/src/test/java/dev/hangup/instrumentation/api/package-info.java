// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.instrumentation.api;

import org.jspecify.annotations.NullMarked;
