// SPDX-License-Identifier: Apache-2.0
/** What the agent costs a whole server process, by stack. */
@NullMarked
package dev.hangup.benchmark.echo;

import org.jspecify.annotations.NullMarked;
