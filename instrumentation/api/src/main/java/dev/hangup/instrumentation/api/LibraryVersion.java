// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A library's version, as its own jar says. */
public final class LibraryVersion {

  private LibraryVersion() {}

  /**
   * From what Maven writes into a jar it makes; null where that is not there.
   *
   * @param library a class of the jar
   * @param artifact {@code group/artifact}
   */
  public static @Nullable String byMaven(Class<?> library, String artifact) {
    try (InputStream in =
        library.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
      if (in == null) {
        return null;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The same, else what a constant of the library says behind its last slash.
   *
   * @param constants {@code class#field}: the first one there is
   */
  public static @Nullable String of(Class<?> library, String artifact, String... constants) {
    String version = byMaven(library, artifact);
    for (int i = 0; version == null && i < constants.length; i++) {
      version = constant(library, constants[i]);
    }
    return version;
  }

  private static @Nullable String constant(Class<?> library, String constant) {
    int field = constant.indexOf('#');
    try {
      Object value =
          Class.forName(constant.substring(0, field), true, library.getClassLoader())
              .getField(constant.substring(field + 1))
              .get(null);
      String words = String.valueOf(value);
      return words.substring(words.lastIndexOf('/') + 1);
    } catch (ReflectiveOperationException notInThisVersion) {
      return null;
    }
  }
}
