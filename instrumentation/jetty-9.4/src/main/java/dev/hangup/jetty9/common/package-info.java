// SPDX-License-Identifier: Apache-2.0
/** What taps in all of Jetty's jars have in common, whichever loaders those are in. */
@NullMarked
package dev.hangup.jetty9.common;

import org.jspecify.annotations.NullMarked;
