// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.testkit.Role;
import dev.hangup.testkit.Versions;

/**
 * A client on CIO, of 3.0 and later. One of 2.3 may lose the frame it has written last, so that no
 * story can say what its peer will get.
 */
@Versions(value = "ktor-client.txt", roles = Role.CLIENT, walls = "ktor-walls.txt")
class KtorClientContractIT extends KtorContractIT {}
