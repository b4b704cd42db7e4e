// SPDX-License-Identifier: Apache-2.0
/** What taps in all of Netty's jars have in common, whichever loaders those are in. */
@NullMarked
package dev.hangup.netty.common;

import org.jspecify.annotations.NullMarked;
