// SPDX-License-Identifier: Apache-2.0
/** What is the same for all loaders that Tyrus is spread over. */
@NullMarked
package dev.hangup.tyrus.common;

import org.jspecify.annotations.NullMarked;
