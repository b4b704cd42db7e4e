// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Holds a conversation per line, and uses JMX when a line says so and not before. */
public final class Managed {

  private Managed() {}

  public static void main(String[] arguments) throws Exception {
    Echo.run("clean");
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("bean")) {
        System.out.println("opened " + opened());
      } else {
        Echo.run(line);
      }
      System.out.println("done");
    }
  }

  private static Object opened() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.hangup:type=WebSockets");
    while (!server.isRegistered(name)) {
      Thread.sleep(20);
    }
    return server.getAttribute(name, "Opened");
  }
}
