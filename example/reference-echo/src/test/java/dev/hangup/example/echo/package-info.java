// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.hangup.example.echo;

import org.jspecify.annotations.NullMarked;
