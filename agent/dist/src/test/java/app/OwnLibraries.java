// SPDX-License-Identifier: Apache-2.0
package app;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;

/**
 * Uses a Byte Buddy and an OpenTelemetry of its own, and a Netty in every loader it makes. The
 * arguments are class paths, one for each loader.
 */
public final class OwnLibraries {

  private OwnLibraries() {}

  public static void main(String[] arguments) throws Exception {
    Class<?> made =
        new ByteBuddy()
            .subclass(Object.class)
            .make()
            .load(OwnLibraries.class.getClassLoader())
            .getLoaded();
    System.out.println(
        "byte-buddy " + place(ByteBuddy.class) + ' ' + made.getSuperclass().getName());
    try (OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder().setTracerProvider(SdkTracerProvider.builder().build()).build()) {
      Span span = sdk.getTracer("app").spanBuilder("work").startSpan();
      span.end();
      System.out.println(
          "opentelemetry " + place(Span.class) + ' ' + span.getSpanContext().isValid());
    }
    for (String classPath : arguments) {
      try (URLClassLoader loader =
          new URLClassLoader(urls(classPath), ClassLoader.getSystemClassLoader().getParent())) {
        loader
            .loadClass("app.Echo")
            .getMethod("main", String[].class)
            .invoke(null, (Object) new String[] {"clean"});
      }
    }
  }

  private static String place(Class<?> of) {
    return new File(of.getProtectionDomain().getCodeSource().getLocation().getPath()).getName();
  }

  private static URL[] urls(String classPath) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String element : classPath.split(File.pathSeparator, -1)) {
      urls.add(new File(element).toURI().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
