// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/** Turns an account into a diagnosis, in one language. Stateless and safe for any thread. */
public final class Diagnostician {

  public Diagnostician(Language language) {}

  public Diagnosis diagnose(Account account) {
    return new Diagnosis(
        1006, "", null, Diagnosis.Initiator.UNKNOWN, false, account.ending().name(), "");
  }
}
