// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.File;
import java.io.IOException;
import java.util.StringTokenizer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the application brings along that may want the same resources. */
final class ApplicationExporters {

  private static final String PROMETHEUS =
      "io/opentelemetry/exporter/prometheus/PrometheusHttpServer.class";

  /** In a jar of jars. */
  private static final String LIBRARY = "/opentelemetry-exporter-prometheus-";

  private ApplicationExporters() {}

  /** As far as the class path tells, with the jars that lie in its jars. */
  static boolean hasPrometheus() {
    ClassLoader application = ClassLoader.getSystemClassLoader();
    ClassLoader ours = ApplicationExporters.class.getClassLoader();
    return hasPrometheus(application, ours)
        || (application != ours && packsPrometheus(System.getProperty("java.class.path", "")));
  }

  static boolean hasPrometheus(ClassLoader application, ClassLoader ours) {
    return application != ours && application.getResource(PROMETHEUS) != null;
  }

  static boolean packsPrometheus(String classPath) {
    StringTokenizer paths = new StringTokenizer(classPath, File.pathSeparator);
    while (paths.hasMoreTokens()) {
      String path = paths.nextToken();
      if (path.endsWith(".jar") || path.endsWith(".war")) {
        if (packs(new File(path))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean packs(File jar) {
    try (ZipFile entries = new ZipFile(jar)) {
      return entries.stream().map(ZipEntry::getName).anyMatch(name -> name.contains(LIBRARY));
    } catch (IOException | RuntimeException e) {
      return false; // no jar, or not there: then there is nothing in it either
    }
  }
}
