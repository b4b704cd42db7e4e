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

/** The answer to a ping is read while another thread ends the connection. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "answered")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "not answered, and it is said since when")
@State
@NullMarked
public class HearsAPongAndEnds extends Scene {

  private static final ByteBuffer PONG = hex("8a 81 00000000 01");
  private static final ByteBuffer PAYLOAD = hex("01");

  private final ByteBuffer bytes = PONG.duplicate();

  public HearsAPongAndEnds() {
    wire.opened();
    wire.outbound(0x89, false, 1);
    wire.outboundPayload(PAYLOAD.duplicate(), 0, 1);
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
    Account.Pings pings = account.pings();
    boolean agrees =
        pings.sent() == 1 && (pings.unanswered() == 0) == (pings.oldestUnanswered() < 0);
    result.r2 = agrees ? (int) pings.unanswered() : 2;
  }
}
