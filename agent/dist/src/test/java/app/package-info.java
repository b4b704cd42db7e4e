// SPDX-License-Identifier: Apache-2.0
/**
 * Applications that the tests run in a JVM of their own, with the agent. They know nothing of it.
 */
package app;
