// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The console's line about one end, which has found room among those of its second. In JSON it
 * names the trace, which telemetry knows; where telemetry fails or does not start, the line is
 * written without it. Written once.
 */
public final class EndLine {

  private final Consumer<String> lines;
  private final Supplier<String> plain;
  private final long skipped;
  private final AtomicBoolean written = new AtomicBoolean();

  EndLine(Consumer<String> lines, Supplier<String> plain, long skipped) {
    this.lines = lines;
    this.plain = plain;
    this.skipped = skipped;
  }

  /** How many ends before this one had no room. */
  public long skipped() {
    return skipped;
  }

  public void write(String line) {
    if (written.compareAndSet(false, true)) {
      lines.accept(line);
    }
  }

  /** With what the observer itself knows of the end. */
  public void writePlain() {
    if (!written.get()) {
      write(plain.get());
    }
  }
}
