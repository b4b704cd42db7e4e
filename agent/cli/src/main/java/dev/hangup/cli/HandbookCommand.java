// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code handbook}: everything on codes and causes as a site of plain files. */
public final class HandbookCommand implements Command {

  @Override
  public String name() {
    return "handbook";
  }

  @Override
  public String usage() {
    return "DIR";
  }

  @Override
  public String summary() {
    return "Write a site on all codes and causes into a folder, ready for hangup.help.url.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    if (arguments.size() != 1 || arguments.get(0).isEmpty() || arguments.get(0).startsWith("-")) {
      err.println("handbook: takes one folder to write into, see --help");
      return BAD_INPUT;
    }
    String name = arguments.get(0);
    try {
      SiteFolder folder = new SiteFolder(Path.of(name));
      if (folder.isForeign()) {
        err.println(
            "handbook: " + name + " is not an empty folder, and no handbook; give a new one");
        return BAD_INPUT;
      }
      Map<String, String> files = Site.files();
      folder.write(files);
      out.println(
          files.size()
              + " files in "
              + name
              + "; begin with "
              + Path.of(name).resolve("index.html"));
      return 0;
    } catch (IOException | InvalidPathException e) {
      err.println("handbook: cannot write into " + name + ": " + e);
      return BAD_INPUT;
    }
  }
}
