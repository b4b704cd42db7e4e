// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which way a collector is reached: by the proxies that the JVM's properties or the application
 * name, as with every other client in this JVM.
 */
final class Proxies {

  private Proxies() {}

  static Proxy of(HttpSenderConfig config) {
    ProxyOptions options = config.getProxyOptions();
    @Nullable ProxySelector selector =
        options == null ? ProxySelector.getDefault() : options.getProxySelector();
    return selector == null ? Proxy.NO_PROXY : chosen(selector, config.getEndpoint());
  }

  /** A selector of the application's may fail as it likes. */
  private static Proxy chosen(ProxySelector selector, URI endpoint) {
    try {
      List<Proxy> proxies = selector.select(endpoint);
      return proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
    } catch (RuntimeException e) {
      return Proxy.NO_PROXY;
    }
  }
}
