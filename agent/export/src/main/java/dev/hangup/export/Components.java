// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.common.ComponentLoader;
import java.util.List;
import java.util.Map;

/**
 * What autoconfiguration may use: what is in our own loader, and in some places ours instead of
 * what is found there.
 */
final class Components implements ComponentLoader {

  private final ComponentLoader found =
      ComponentLoader.forClassLoader(Components.class.getClassLoader());
  private final Map<Class<?>, Object> instead;

  Components(Map<Class<?>, Object> instead) {
    this.instead = instead;
  }

  @Override
  public <T> Iterable<T> load(Class<T> type) {
    Object ours = instead.get(type);
    return ours == null ? found.load(type) : List.of(type.cast(ours));
  }
}
