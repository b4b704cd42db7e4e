// SPDX-License-Identifier: Apache-2.0
/** Another generation of the stack for {@code library}, under the same name. */
@NullMarked
package dev.hangup.fakeolder;

import org.jspecify.annotations.NullMarked;
