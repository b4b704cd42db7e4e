// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.benchmark.echo;

import org.jspecify.annotations.NullMarked;
