// SPDX-License-Identifier: Apache-2.0
/**
 * The root of the jar: the only classes of ours an application's class path can see. Java 8 byte
 * code, so that an older JVM can be told politely. No logging, no {@code java.nio.file}, no JMX:
 * whoever touches those first decides for the whole process, and that is not for us to do.
 */
package dev.hangup.boot;
