// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;

/** The long silences of one direction. Of the thread that writes it. */
final class Silences {

  private long last;
  private long lastEndedAt;

  /** Of the peer's direction: the longest silence of both sides that it ended. */
  private long survived;

  /** A frame ended one. */
  void ended(long lasted, long now) {
    last = lasted;
    lastEndedAt = now;
  }

  void survived(long silence) {
    survived = Math.max(survived, silence);
  }

  long survived() {
    return survived;
  }

  /** How much of the last one was after that moment. */
  long lastSince(long from) {
    return lastEndedAt - from > 0 ? Math.min(last, lastEndedAt - from) : 0;
  }

  Account.Spell last(long end) {
    return new Account.Spell(last, Math.max(0, end - lastEndedAt));
  }
}
