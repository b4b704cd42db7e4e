// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Ending;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of a JVM that goes down came to their end: whether they were told, left by
 * themselves, or were cut. Any thread that ends a connection adds to it.
 */
final class DrainReport {

  private static final int SEVERAL = -1;
  private static final double SECOND = 1e9;

  private long all;
  private long told;
  private long left;
  private long notAwaited;
  private long cut;

  /** When the last one of those that left did so, counted from the begin. */
  private long lastLeft;

  /** Of the Close frames of this side. */
  private int code;

  /** A connection ended after the JVM had begun to go down. */
  synchronized void ended(Account account) {
    all++;
    Account.CloseFrame goodbye = account.sentFirst() ? account.sentClose() : null;
    if (goodbye != null) {
      code = told == 0 || code == goodbye.code() ? goodbye.code() : SEVERAL;
      told++;
    }
    if (account.receivedClose() != null || !isOfThisSide(account.ending())) {
      left++;
      lastLeft = Math.max(lastLeft, account.goingDown());
    } else if (goodbye != null) {
      notAwaited++;
    } else {
      cut++;
    }
  }

  private static boolean isOfThisSide(Ending ending) {
    return switch (ending) {
      case LOCAL_CLOSE, SHUTDOWN, LOCAL_FAILURE, SEND_TIMED_OUT, TLS_REFUSED, UNKNOWN -> true;
      default -> false;
    };
  }

  /** In one line; null where there was no connection. */
  synchronized @Nullable String line() {
    if (all == 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    line.append(all).append(all == 1 ? " connection" : " connections");
    line.append(" while this JVM went down: told ");
    line.append(told == 0 || code == SEVERAL ? "" : code + ", ").append(told);
    if (left > 0) {
      line.append("; left by themselves, ").append(left);
      line.append(String.format(Locale.ROOT, " within %.1f s", lastLeft / SECOND));
    }
    part(line, "told and not waited for, ", notAwaited);
    part(line, "cut without a word, ", cut);
    return line.toString();
  }

  private static void part(StringBuilder line, String name, long count) {
    if (count > 0) {
      line.append("; ").append(name).append(count);
    }
  }
}
