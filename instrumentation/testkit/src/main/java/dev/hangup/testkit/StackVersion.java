// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.List;
import java.util.Set;

/**
 * One version of a stack, as the matrix has it.
 *
 * @param version as in its coordinates
 * @param artifacts the coordinates to resolve
 * @param traits what this version does otherwise than the newest
 */
public record StackVersion(String version, List<String> artifacts, Set<String> traits) {

  public boolean has(String trait) {
    return traits.contains(trait);
  }

  @Override
  public String toString() {
    return version;
  }
}
