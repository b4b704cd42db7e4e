// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings read the way OpenTelemetry reads them, from a map only: what the application sets later,
 * for an SDK of its own, is not for us.
 */
final class SnapshotProperties implements ConfigProperties {

  private final ConfigProperties values;
  private final ComponentLoader components;

  SnapshotProperties(Map<String, String> values, ComponentLoader components) {
    this.values = DefaultConfigProperties.createFromMap(values);
    this.components = components;
  }

  @Override
  public ComponentLoader getComponentLoader() {
    return components;
  }

  @Override
  public @Nullable String getString(String name) {
    return values.getString(name);
  }

  @Override
  public @Nullable Boolean getBoolean(String name) {
    return values.getBoolean(name);
  }

  @Override
  public @Nullable Integer getInt(String name) {
    return values.getInt(name);
  }

  @Override
  public @Nullable Long getLong(String name) {
    return values.getLong(name);
  }

  @Override
  public @Nullable Double getDouble(String name) {
    return values.getDouble(name);
  }

  @Override
  public @Nullable Duration getDuration(String name) {
    return values.getDuration(name);
  }

  @Override
  public List<String> getList(String name) {
    return values.getList(name);
  }

  @Override
  public Map<String, String> getMap(String name) {
    return values.getMap(name);
  }
}
