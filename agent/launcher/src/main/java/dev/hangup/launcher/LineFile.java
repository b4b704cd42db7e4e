// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines in a file, added to what is there, each written as it comes. Where the file cannot be
 * written, or not any more, one line says so and all that comes is written instead where it would
 * have been without a file. Used by the one thread that writes lines.
 */
final class LineFile implements Consumer<String> {

  private final String path;
  private final Consumer<String> instead;
  private @Nullable OutputStream out;

  LineFile(String path, Consumer<String> instead) {
    this.path = path;
    this.instead = instead;
  }

  /** A path that is not absolute begins at the working directory. */
  void open() {
    try {
      out = new FileOutputStream(path, true);
    } catch (IOException | RuntimeException e) {
      giveUp(e);
    }
  }

  @Override
  public void accept(String line) {
    OutputStream file = out;
    if (file != null) {
      try {
        // In one call of the system, so that lines of two processes do not mix.
        file.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        return;
      } catch (IOException | RuntimeException e) {
        giveUp(e);
      }
    }
    instead.accept(line);
  }

  @SuppressWarnings("EmptyCatch") // it is of no use any more
  private void giveUp(Exception failure) {
    AgentLog.say(
        "setting hangup.log.to="
            + path
            + " cannot be written, it takes stderr or a file: "
            + failure.getMessage()
            + "; using the default, stderr");
    OutputStream broken = out;
    out = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException e) {
      }
    }
  }
}
