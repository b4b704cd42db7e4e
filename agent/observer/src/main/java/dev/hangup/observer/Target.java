// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/**
 * Where an upgrade request went.
 *
 * @param scheme {@code ws} or {@code wss}, null where neither is known
 * @param path without query and path parameters
 * @param query null where there was none
 * @param host without port; of the Host header or the URI
 * @param port -1 where unknown
 */
public record Target(
    @Nullable String scheme,
    @Nullable String host,
    int port,
    @Nullable String path,
    @Nullable String query) {}
