// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Circumstances.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel of this machine adds to an end that this side made because it heard nothing: the
 * network or the peer's host is gone, or the host is there and the program on it does not answer.
 */
final class KernelWord {

  /** One may be of a single lost packet. With two, three times a round trip has passed at least. */
  private static final int RETRANSMITS = 2;

  private KernelWord() {}

  /** What this side sent last reached nobody, and this side gave up. */
  static boolean isUnreachable(Facts f) {
    Kernel kernel = f.account().circumstances().kernel();
    return kernel != null
        && !kernel.windowShut()
        && kernel.unacked() > 0
        && kernel.retransmits() >= RETRANSMITS
        && gaveUp(f);
  }

  private static boolean gaveUp(Facts f) {
    return gaveUp(f.account());
  }

  static boolean gaveUp(Account account) {
    return account.receivedClose() == null
        && switch (account.ending()) {
          case LOCAL_CLOSE, SEND_TIMED_OUT -> true;
          default -> false;
        };
  }

  /** Whether its word may change what is told of such an end. */
  static boolean mayHelp(Account account, @Nullable Cause cause) {
    return cause != null
        && gaveUp(account)
        && switch (cause) {
          case PING_TIMEOUT,
              CLOSE_TIMEOUT,
              HEARTBEAT_LOST,
              IDLE_TIMEOUT_LOCAL,
              SLOW_CONSUMER,
              LOCAL_ABORT,
              LOCAL_STALL ->
              true;
          default -> false;
        };
  }

  static void tell(Facts f, Sentence s) {
    Kernel kernel = f.account().circumstances().kernel();
    if (kernel != null) {
      s.bytes(kernel.unacked())
          .say(" of this side had no acknowledgement after ")
          .number(kernel.retransmits())
          .say(" retransmissions: the network or the peer's host is gone; ");
    }
    Evidence.transport(f, s);
  }

  /** Mentioned beside a story of a peer that did not answer or did not read. */
  static void mention(@Nullable Cause cause, Facts f, Sentence s) {
    Kernel kernel = f.account().circumstances().kernel();
    if (kernel == null || cause == null || f.lostSight()) {
      return;
    }
    if (kernel.windowShut()) {
      s.say("; the peer's system took no more, and ")
          .bytes(kernel.unacked())
          .say(" waited in this one: the program over there does not read");
    } else if (kernel.unacked() == 0 && waitedForAnAnswer(cause)) {
      s.say(
          "; the peer's system had acknowledged all that was sent: the network is there, and the"
              + " program does not answer");
    }
  }

  private static boolean waitedForAnAnswer(Cause cause) {
    return switch (cause) {
      case PING_TIMEOUT, CLOSE_TIMEOUT, HEARTBEAT_LOST -> true;
      default -> false;
    };
  }
}
