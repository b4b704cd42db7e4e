// SPDX-License-Identifier: Apache-2.0
/** What is the same for all loaders that Undertow is spread over. */
@NullMarked
package dev.hangup.undertow.common;

import org.jspecify.annotations.NullMarked;
