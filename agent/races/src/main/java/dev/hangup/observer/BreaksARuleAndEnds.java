// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.hangup.close.Account;
import java.nio.ByteBuffer;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The reading thread finds two frames that break a rule while another thread ends the connection.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the end came before the frames")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "what is told is whole")
@State
@NullMarked
public class BreaksARuleAndEnds extends Scene {

  private static final ByteBuffer UNMASKED = hex("81 02 6869 81 02 6869");

  private final ByteBuffer bytes = UNMASKED.duplicate();

  public BreaksARuleAndEnds() {
    wire.opened();
  }

  @Actor
  public void reads() {
    wire.inbound(bytes);
  }

  @Actor
  public void ends() {
    close();
  }

  @Arbiter
  public void told(II_Result result) {
    result.r1 = told();
    Account account = account();
    if (account == null) {
      result.r2 = -1;
    } else if (account.received().broken() == null) {
      result.r2 = violationsTold() == 0 ? 0 : 3;
    } else {
      result.r2 = violationsTold() > 0 ? 1 : 4;
    }
  }
}
