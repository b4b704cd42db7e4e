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
}
