// SPDX-License-Identifier: Apache-2.0
/** What stands in for {@code java.util.logging} in the shaded SDK. */
@NullMarked
package dev.hangup.export.log;

import org.jspecify.annotations.NullMarked;
