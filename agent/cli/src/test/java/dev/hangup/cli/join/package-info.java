// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.cli.join;

import org.jspecify.annotations.NullMarked;
