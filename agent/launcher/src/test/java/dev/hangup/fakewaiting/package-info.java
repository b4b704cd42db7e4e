// SPDX-License-Identifier: Apache-2.0
/** A stack for {@code library} with a class that no other test has changed. */
@NullMarked
package dev.hangup.fakewaiting;

import org.jspecify.annotations.NullMarked;
