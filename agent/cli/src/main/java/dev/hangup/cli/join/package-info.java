// SPDX-License-Identifier: Apache-2.0
/** Both ends of a connection: what was exported is read, paired, and judged by one table. */
@NullMarked
package dev.hangup.cli.join;

import org.jspecify.annotations.NullMarked;
