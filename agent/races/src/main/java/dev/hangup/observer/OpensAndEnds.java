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

/** One thread tells that a connection opens, another that it is over. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "it was open, and its end is told")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "it never was open: its handshake failed")
@State
@NullMarked
public class OpensAndEnds extends Scene {

  @Actor
  public void opens() {
    wire.opened();
  }

  @Actor
  public void ends() {
    close();
  }

  @Arbiter
  public void told(I_Result result) {
    result.r1 = told();
  }
}
