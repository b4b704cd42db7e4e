// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import org.jspecify.annotations.Nullable;

/**
 * The low-cardinality part of a connection, the same object for all connections alike: a key to
 * prepared attributes.
 *
 * @param route folded and bounded; null where no path is known
 */
public record Series(Role role, String stack, @Nullable String route) {}
