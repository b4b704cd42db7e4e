// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Around.OtherLeg;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.Diagnostician;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the other leg of a gateway. The leg that ends first waits up to a second for the
 * other one; a connection that is no leg never waits for this.
 */
final class Gateways implements LateEvidence {

  @Override
  public long worthWaitingFor(PendingEnd end) {
    Legs legs = end.legs();
    if (legs == null) {
      return 0;
    }
    boolean server = end.handshake().isServer();
    legs.ended(server, known(end));
    learn(end);
    return end.account().goingDown() < 0 && legs.isOpenFor(server) ? Legs.TOGETHER : 0;
  }

  @Override
  public void complete(List<PendingEnd> due) {
    due.forEach(Gateways::learn);
  }

  private static void learn(PendingEnd end) {
    Legs legs = end.legs();
    OtherLeg other =
        legs == null ? null : legs.otherThan(end.handshake().isServer(), end.gaveUpAt());
    if (other != null) {
      end.learn(around -> around.with(other));
    }
  }

  /** Null where too little was seen of it, or its Close frame itself was broken. */
  private static Legs.@Nullable End known(PendingEnd end) {
    Account account = end.account();
    CloseFrame first = account.firstClose();
    if (account.incomplete()
        || account.goingDown() >= 0
        || (first != null && (first.code() < 0 || first.violation() != null))) {
      return null;
    }
    return new Legs.End(
        end.handshake().connectionId(),
        first == null ? CloseCodes.ABNORMAL_CLOSURE : first.code(),
        Diagnostician.initiator(account),
        end.gaveUpAt());
  }
}
