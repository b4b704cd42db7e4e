// SPDX-License-Identifier: Apache-2.0
/**
 * The contract every stack must pass, written once: stories told by a peer that is nothing but raw
 * bytes on a socket, and the exact facts that must come out.
 */
@NullMarked
package dev.hangup.testkit;

import org.jspecify.annotations.NullMarked;
