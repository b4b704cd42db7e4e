// SPDX-License-Identifier: Apache-2.0
/**
 * Methods that the JDK has since a later release than 8, for Java 8: the build puts calls of these
 * in the place of calls of those. One class here for each class there, found by the form of its
 * methods: a static method of the same name that takes the object as its first argument. Nothing
 * else calls them, and they call nothing that is newer than Java 8.
 */
@NullMarked
package dev.hangup.jdk.lowered;

import org.jspecify.annotations.NullMarked;
