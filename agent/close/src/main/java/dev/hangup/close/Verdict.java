// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which cause a {@link Story} gives: nearly always one, else what the facts make of it. */
final class Verdict {

  /** Nothing may be guessed. */
  static final Verdict NOT_JUDGED = new Verdict(Set.of(), facts -> null);

  /** As the code that the protocol calls for. */
  static final Verdict AS_THE_CODE_SAYS =
      new Verdict(
          Set.of(Cause.PROTOCOL_ERROR, Cause.INVALID_PAYLOAD),
          facts ->
              facts.code() == CloseCodes.INVALID_PAYLOAD_DATA
                  ? Cause.INVALID_PAYLOAD
                  : Cause.PROTOCOL_ERROR);

  /** As the rule that the peer broke calls for. */
  static final Verdict AS_THE_RULE_SAYS =
      new Verdict(
          Set.of(Cause.PROTOCOL_ERROR, Cause.INVALID_PAYLOAD),
          facts ->
              Evidence.isPayload(facts.account().received())
                  ? Cause.INVALID_PAYLOAD
                  : Cause.PROTOCOL_ERROR);

  /** As the transport ended over there; none where that was not seen. */
  static final Verdict AS_THE_TRANSPORT_ENDED =
      new Verdict(
          Set.of(Cause.PEER_EOF, Cause.PEER_RESET, Cause.WRITE_FAILED), Facts::transportCause);

  /** As if the connection were no leg of a gateway: this side ended it, with a code or without. */
  static final Verdict OF_THE_LEG_ITSELF =
      new Verdict(
          EnumSet.of(
              Cause.NORMAL,
              Cause.GOING_AWAY,
              Cause.PROTOCOL_ERROR,
              Cause.INVALID_PAYLOAD,
              Cause.UNSUPPORTED_DATA,
              Cause.POLICY,
              Cause.EXTENSION_MISSING,
              Cause.INTERNAL_ERROR,
              Cause.TIMEOUT,
              Cause.APPLICATION,
              Cause.CLOSE_TIMEOUT,
              Cause.PEER_EOF,
              Cause.PEER_RESET,
              Cause.WRITE_FAILED,
              Cause.LOCAL_ABORT),
          facts -> Story.ofItself(facts).cause(facts));

  private final Set<Cause> possible;
  private final Function<Facts, @Nullable Cause> of;

  private Verdict(Set<Cause> possible, Function<Facts, @Nullable Cause> of) {
    this.possible = possible;
    this.of = of;
  }

  static Verdict of(Cause cause) {
    return new Verdict(Set.of(cause), facts -> cause);
  }

  Set<Cause> possible() {
    return possible;
  }

  @Nullable Cause of(Facts facts) {
    return of.apply(facts);
  }
}
