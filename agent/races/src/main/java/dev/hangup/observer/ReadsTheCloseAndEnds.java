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

/** The peer's Close 4000 "bye" is read while another thread ends the connection. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the end came before the Close")
@Outcome(id = "1, 4000", expect = ACCEPTABLE, desc = "the code with its reason, from the peer")
@State
@NullMarked
public class ReadsTheCloseAndEnds extends Scene {

  private static final ByteBuffer CLOSE = hex("88 85 00000000 0fa0 627965");

  private final ByteBuffer bytes = CLOSE.duplicate();

  public ReadsTheCloseAndEnds() {
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
      return;
    }
    Account.CloseFrame close = account.receivedClose();
    if (close == null) {
      result.r2 = 0;
    } else {
      result.r2 = "bye".equals(close.reason()) && !account.sentFirst() ? close.code() : 1;
    }
  }
}
