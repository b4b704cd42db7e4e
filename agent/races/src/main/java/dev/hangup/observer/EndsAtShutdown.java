// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.jspecify.annotations.NullMarked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A connection ends while the shutdown hook lists those that are open. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "ended by one of the two")
@State
@NullMarked
public class EndsAtShutdown extends Scene {

  public EndsAtShutdown() {
    wire.opened();
  }

  @Actor
  public void ends() {
    close();
  }

  @Actor
  public void jvmGoesDown() {
    observation.shutDown();
  }

  @Arbiter
  public void told(I_Result result) {
    result.r1 = told();
  }
}
