// SPDX-License-Identifier: Apache-2.0
/**
 * What differs between Java 8 and later releases: everything else of the agent knows no difference.
 * {@link dev.hangup.jdk.Memory} and {@link dev.hangup.jdk.Platform} have two implementations each,
 * of which a JVM loads one. And what is the agent's own in a JVM: its threads and its ports.
 */
@NullMarked
package dev.hangup.jdk;

import org.jspecify.annotations.NullMarked;
