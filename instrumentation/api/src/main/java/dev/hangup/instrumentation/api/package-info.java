// SPDX-License-Identifier: Apache-2.0
/**
 * What a stack says about itself: where its bytes pass, and what to call there. Stack code knows
 * the library it observes, {@code dev.hangup.tap} and this package, nothing else.
 */
@NullMarked
package dev.hangup.instrumentation.api;

import org.jspecify.annotations.NullMarked;
