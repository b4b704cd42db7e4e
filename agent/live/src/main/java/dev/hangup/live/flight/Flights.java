// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.flight;

import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Tells a flight recording of closes and handshakes. Flight Recorder is started by nothing here,
 * and none of its classes is loaded or asked before {@link #recorderSeen}: to ask {@code
 * FlightRecorder} whether it has started is to load twenty of them. What fails in there is not
 * tried again, and fails nothing else.
 */
public final class Flights {

  /** {@code FlightRecorder.isInitialized()}; null where there is no such class. */
  private volatile @Nullable MethodHandle started;

  private volatile boolean seen;
  private volatile boolean broken;

  /**
   * Something has loaded the recorder. It is asked from the next event on, not now: this may be
   * called in the middle of that loading.
   */
  public void recorderSeen() {
    seen = true;
  }

  private static @Nullable MethodHandle find() {
    try {
      Class<?> recorder = Class.forName("jdk.jfr.FlightRecorder", false, null);
      return MethodHandles.publicLookup()
          .findStatic(recorder, "isInitialized", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException | LinkageError none) {
      return null;
    }
  }

  private boolean isOn() {
    if (!seen || broken) {
      return false;
    }
    try {
      MethodHandle asking = started;
      if (asking == null) {
        asking = find();
        started = asking;
      }
      if (asking == null) {
        broken = true;
        return false;
      }
      return (boolean) asking.invokeExact();
    } catch (Throwable t) {
      broken = true;
      return false;
    }
  }

  public void opened(Series series) {
    if (isOn()) {
      tell(() -> HandshakeEvent.opened(series));
    }
  }

  public void failed(FailedHandshake handshake) {
    if (isOn()) {
      tell(() -> HandshakeEvent.failed(handshake));
    }
  }

  public void closed(EndedConnection connection) {
    if (isOn()) {
      tell(() -> CloseEvent.closed(connection));
    }
  }

  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      broken = true;
    }
  }
}
