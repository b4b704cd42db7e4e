// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.live.Live;
import dev.hangup.live.bean.WebSockets;
import dev.hangup.live.channel.Desk;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers the bean once the application itself has made the platform's MBean server. To ask for
 * that server is to make it: with the builder that a property names, which may lie in a loader that
 * is not there yet, and with the loggers that come with it, before a server such as JBoss has put
 * its log manager in place. So it is waited for: until the class that keeps it is loaded, and then
 * until its field is set.
 */
final class PlatformBean implements Desk.Beside {

  private final Instrumentation instrumentation;
  private final SeenClasses seen;
  private final Live live;
  private final String version;

  PlatformBean(Instrumentation instrumentation, SeenClasses seen, Live live, String version) {
    this.instrumentation = instrumentation;
    this.seen = seen;
    this.live = live;
    this.version = version;
  }

  /** Anything but a clear off is on. */
  static boolean isWanted(Map<String, String> properties, Map<String, String> environment) {
    String given = properties.get("hangup.mbean");
    if (given == null) {
      given = environment.getOrDefault("HANGUP_MBEAN", "auto");
    }
    return !given.strip().equalsIgnoreCase("off");
  }

  @Override
  public boolean look() {
    if (!seen.beans()) {
      return true;
    }
    try {
      Object server = server();
      if (server == null) {
        return true;
      }
      WebSockets.register(server, live, version);
    } catch (Throwable t) {
      AgentLog.failed("there is no bean of WebSocket connections", t);
    }
    return false;
  }

  /** What the application has made; null where it has made none. Never makes one. */
  private @Nullable Object server() throws ReflectiveOperationException {
    Class<?> keeper = Class.forName(SeenClasses.BEANS, true, null);
    new ModuleAccess(instrumentation).open(keeper);
    Field server = keeper.getDeclaredField("platformMBeanServer");
    server.setAccessible(true);
    return server.get(null);
  }
}
