// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.net.SocketException;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The reading thread meets a reset while another closes. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told once")
@State
@NullMarked
public class EndsTwice extends Scene {

  private final SocketException reset = new SocketException("Connection reset");

  public EndsTwice() {
    wire.opened();
  }

  @Actor
  public void readFails() {
    wire.readFailed(reset);
    wire.closed();
  }

  @Actor
  public void closes() {
    close();
  }

  @Arbiter
  public void told(I_Result result) {
    result.r1 = told();
  }
}
