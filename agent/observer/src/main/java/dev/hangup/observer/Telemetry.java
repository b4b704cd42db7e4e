// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/**
 * Where connections are told about, without a word on how: the way out of the agent. The launcher
 * makes one by class name in the loader that holds OpenTelemetry, off the application's threads,
 * and only ever sees this type.
 *
 * <p>An implementation has one public constructor:
 *
 * <pre>{@code
 * (Map<String, String> properties,    // system properties as they were in premain
 *  Map<String, String> environment,   // environment variables, likewise
 *  ObserverSettings settings,
 *  SizeTotals sizes,                  // read on the thread that collects metrics
 *  OpenConnections open,              // likewise
 *  Consumer<String> lines)            // takes warnings, one line each, from any thread
 * }</pre>
 *
 * The constructor does not throw because of what the user has set: what cannot be done is told in a
 * line, and the rest works. {@code dev.hangup.export.SdkTelemetry} is the one with an SDK of its
 * own.
 */
public interface Telemetry {

  /** Where the observer tells of connections; usable at once and until the end. */
  ConnectionEvents events();

  /** What is exported where, in one line and without a full stop, for the self check. */
  String description();

  /**
   * Sends what has been recorded.
   *
   * @return whether all of it was sent within the time
   */
  boolean flush(long timeoutNanos);

  /**
   * Sends what has been recorded and lets go of threads and ports. Later events go nowhere,
   * quietly.
   *
   * @return whether all of it was sent within the time
   */
  boolean shutdown(long timeoutNanos);

  /**
   * What is there before the first connection, so that a scrape finds the process alive. An
   * implementation has one public constructor, with the first two and the last of the parameters
   * above.
   */
  interface Early {

    /** Opens what the settings ask for. Where it is, for a line; null where nothing was opened. */
    @Nullable String open();

    /** The application wants the same for itself: from now on nothing of it is open. */
    void leave();
  }
}
