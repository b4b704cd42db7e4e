// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Does nothing until it is told: a line is a conversation to hold, or names jars with
 * OpenTelemetry's Prometheus exporter, which is then loaded as an application does that has it in a
 * loader of its own.
 */
public final class Idle {

  private static final String LOAD = "load ";

  private Idle() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(LOAD)) {
        load(line.substring(LOAD.length()).split(File.pathSeparator, -1));
      } else {
        Echo.run(line);
      }
      System.out.println("done");
    }
  }

  private static void load(String[] jars) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars) {
      urls.add(new File(jar).toURI().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            urls.toArray(new URL[0]), ClassLoader.getSystemClassLoader().getParent())) {
      loader.loadClass("io.opentelemetry.exporter.prometheus.PrometheusHttpServer");
    }
  }
}
