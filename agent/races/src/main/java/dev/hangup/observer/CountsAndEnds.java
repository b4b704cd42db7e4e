// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.hangup.close.Account;
import dev.hangup.codec.Role;
import java.nio.ByteBuffer;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A message of two frames is read, then one is written, while another thread ends it all. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the span says what the metrics say")
@State
@NullMarked
public class CountsAndEnds extends Scene {

  private static final ByteBuffer TEXT = hex("01 85 00000000 68656c6c6f 80 83 00000000 010203");
  private static final ByteBuffer PLAIN = hex("68656c6c6f");

  private final ByteBuffer bytes = TEXT.duplicate();
  private final ByteBuffer plain = PLAIN.duplicate();

  public CountsAndEnds() {
    wire.opened();
  }

  @Actor
  public void readsAndWrites() {
    wire.inbound(bytes);
    wire.outbound(0x81, false, plain.limit());
    wire.outboundPayload(plain, 0, 2);
    wire.outboundPayload(plain, 2, plain.limit());
  }

  @Actor
  public void ends() {
    close();
  }

  @Arbiter
  public void told(II_Result result) {
    result.r1 = told();
    Account account = account();
    if (account != null) {
      result.r2 = isWhole(true, account.received()) && isWhole(false, account.sent()) ? 1 : 0;
    }
  }

  private boolean isWhole(boolean received, Account.Direction direction) {
    Sizes total =
        observation
            .sizes()
            .collect()
            .getOrDefault(new SizeTotals.Key(Role.SERVER, "netty", received), new Sizes());
    return direction.frames() == total.frames()
        && direction.messages() == total.messages()
        && direction.bytes() == total.bytes();
  }
}
