// SPDX-License-Identifier: Apache-2.0
/**
 * The root of the jar: the only classes of the agent an application's class path can see. Java 8
 * byte code, so that an older JVM can be told politely. No logging, no {@code java.nio.file}, no
 * JMX: the first class that touches those decides for the whole process, and that must not be the
 * agent.
 */
package dev.hangup.boot;
