// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.observer.Observation;
import dev.hangup.tap.TapSink;

/** Who is told of what the taps see, and what the user wants tapped. */
interface Reporting {

  boolean wants(Stack stack);

  /** Whether the dispatcher goes on the bootstrap class path, see {@link Dispatcher}. */
  boolean appendsDispatcher();

  /** Asked for once, when the first class is about to be tapped. */
  TapSink sink();

  /** A class of a stack was tapped that this loader loads. */
  void tappedIn(ClassLoader library);

  /** WebSocket is in use: the first class of {@code stack} that tells so is being loaded. */
  void begin(Stack stack);

  /** WebSocket is in use on a stack that is not wanted. */
  void leftOut(Stack stack);

  /** An observation made elsewhere, told of everything. */
  static Reporting to(Observation observation) {
    return new Reporting() {
      @Override
      public boolean wants(Stack stack) {
        return true;
      }

      @Override
      public boolean appendsDispatcher() {
        return false;
      }

      @Override
      public TapSink sink() {
        return observation;
      }

      @Override
      public void tappedIn(ClassLoader library) {}

      @Override
      public void begin(Stack stack) {}

      @Override
      public void leftOut(Stack stack) {}
    };
  }
}
