// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of objects whose class is known by name only: what is tapped lies in another jar, and
 * an application may bring the class to a server that knows nothing of it, or several may.
 */
public final class StateByName {

  private final Set<String> owners;

  /** By the object's class: hangs on it, and goes with it. */
  private final ClassValue<Found> found =
      new ClassValue<>() {
        @Override
        protected Found computeValue(Class<?> type) {
          return new Found(field(type));
        }
      };

  /** Null where the class is none of the owners, and no subclass of one. */
  private record Found(@Nullable StateField field) {}

  /** Binary names, as in {@link StackModule#stateOwners()}. */
  public StateByName(String... owners) {
    this.owners = Set.of(owners);
  }

  /** The wire that hangs on {@code object}; null where none does. */
  public @Nullable Wire wire(Object object) {
    StateField field = found.get(object.getClass()).field();
    return field == null ? null : Connection.wire(field.get(object));
  }

  private @Nullable StateField field(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (owners.contains(each.getName())) {
        return StateField.of(each);
      }
    }
    return null;
  }
}
