// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export.log;

import java.text.MessageFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of {@link java.util.logging.Logger} in the SDK's classes when the jar is built:
 * the real one would initialise the JVM's log manager, and containers refuse to start when somebody
 * did that before them. It has every method the SDK and its exporters call, a test sees to it.
 *
 * <p>Console exporters write through their logger, so theirs passes as it is. Of the rest each
 * warning is told once; failed exports are told by the sender, which knows more.
 */
public final class Logger {

  private static final String CONSOLE = "io.opentelemetry.exporter.logging.";
  private static final int MOST_WARNINGS = 100;
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private static volatile Consumer<String> lines = line -> {};

  private final String name;
  private final boolean console;

  private Logger(String name) {
    this.name = name;
    this.console = name.startsWith(CONSOLE);
  }

  public static Logger getLogger(String name) {
    return new Logger(name);
  }

  /** Where everything goes from now on; who begins to listen has been told nothing yet. */
  public static void to(Consumer<String> consumer) {
    TOLD.clear();
    lines = consumer;
  }

  public String getName() {
    return name;
  }

  public boolean isLoggable(Level level) {
    return level.intValue() >= (console ? Level.INFO : Level.WARNING).intValue();
  }

  public void log(Level level, String message) {
    tell(level, message, null);
  }

  public void log(Level level, String message, @Nullable Throwable thrown) {
    tell(level, message, thrown);
  }

  public void log(Level level, String message, @Nullable Object parameter) {
    log(level, message, new Object[] {parameter});
  }

  public void log(Level level, String message, @Nullable Object[] parameters) {
    if (isLoggable(level)) {
      tell(level, MessageFormat.format(message, parameters), null);
    }
  }

  public void severe(String message) {
    tell(Level.SEVERE, message, null);
  }

  public void warning(String message) {
    tell(Level.WARNING, message, null);
  }

  public void info(String message) {
    tell(Level.INFO, message, null);
  }

  public void fine(String message) {
    tell(Level.FINE, message, null);
  }

  public void finer(String message) {
    tell(Level.FINER, message, null);
  }

  public void finest(String message) {
    tell(Level.FINEST, message, null);
  }

  /** None: there is nothing to flush. */
  public Handler[] getHandlers() {
    return new Handler[0];
  }

  private void tell(Level level, String message, @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    if (console) {
      lines.accept(message);
      return;
    }
    // Numbers differ from one time to the next, the trouble is the same.
    if (!toldElsewhere(message)
        && TOLD.size() < MOST_WARNINGS
        && TOLD.add(name + message.replaceAll("[0-9]+", ""))) {
      lines.accept("OpenTelemetry: " + message + (thrown == null ? "" : " (" + thrown + ")"));
    }
  }

  private boolean toldElsewhere(String message) {
    return message.equals("Exporter failed")
        || (message.startsWith("Failed to export ")
            && (message.contains("The request could not be executed")
                || message.contains("Server responded with HTTP status code")))
        || message.startsWith("OTLP exporter endpoint port is likely incorrect");
  }
}
