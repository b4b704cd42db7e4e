// SPDX-License-Identifier: Apache-2.0
/** Programs of Java 17, to be lowered. */
package specimen;
