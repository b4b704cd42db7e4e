// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.List;

/**
 * Many connections with one peer ended within one second: what is said once, in place of so many
 * lines.
 *
 * @param first one of them; what it says of the peer holds for all
 * @param count how many the peer or the network ended
 * @param open how many had been open
 * @param routes theirs, in order, twenty at most
 */
public record PeerLost(EndedConnection first, int count, int open, List<String> routes) {}
