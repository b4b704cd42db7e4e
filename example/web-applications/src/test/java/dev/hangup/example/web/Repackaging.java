// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/**
 * What the goal {@code repackage} does, with the tools of whichever version is around: loaded in a
 * loader of its own, and called with what the JDK has.
 */
public final class Repackaging {

  private Repackaging() {}

  public static void repackage(Path thin, Path fat, String mainClass, List<Path> libraries)
      throws IOException {
    Repackager repackager = new Repackager(thin.toFile());
    repackager.setMainClass(mainClass);
    repackager.repackage(
        fat.toFile(),
        callback -> {
          for (Path library : libraries) {
            callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
          }
        });
  }
}
