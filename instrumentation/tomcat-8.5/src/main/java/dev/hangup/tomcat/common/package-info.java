// SPDX-License-Identifier: Apache-2.0
/** What taps in all of Tomcat's jars have in common, whichever loaders those are in. */
@NullMarked
package dev.hangup.tomcat.common;

import org.jspecify.annotations.NullMarked;
