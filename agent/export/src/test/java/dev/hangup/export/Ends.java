// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeAccount;
import dev.hangup.close.Language;
import dev.hangup.codec.Role;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections that have ended. */
final class Ends {

  private static final Diagnostician DIAGNOSTICIAN = new Diagnostician(Language.EN);

  /** Of the key in RFC 6455 1.3. */
  static final String CONNECTION_ID = "b37a4f2cc0624f1690f64606cf385945";

  static final Series SERIES = new Series(Role.SERVER, "netty", "/chat");

  /** The trace of {@link #UNSAMPLED} and {@link #SAMPLED}. */
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
  static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

  private static final long START = 1_700_000_000_000_000_000L;
  private static final Account.Direction QUIET = Account.Direction.none(0);

  private Ends() {}

  /** As the upgrade request of RFC 6455 1.3 makes it. */
  static Handshake withConnectionId(Handshake handshake) {
    return handshake.connectionId(CONNECTION_ID);
  }

  static EndedConnection clean() {
    return ended(Handshake.asServer("netty"), false, QUIET, QUIET);
  }

  static EndedConnection reset() {
    return reset(Handshake.asServer("netty"));
  }

  static EndedConnection reset(Handshake handshake) {
    return ended(handshake, true, QUIET, QUIET);
  }

  static FailedHandshake refused() {
    return refused(SERIES, 404);
  }

  static FailedHandshake refused(Series series, int status) {
    HandshakeAccount account =
        new HandshakeAccount(
            series.role(),
            series.stack(),
            null,
            null,
            "ws",
            false,
            "localhost:8080",
            HandshakeAccount.Request.NOT_KNOWN,
            status,
            HandshakeAccount.Answer.NOT_KNOWN,
            HandshakeAccount.Failure.NONE,
            null);
    return new FailedHandshake(
        series,
        Handshake.asServer("netty"),
        new Target("ws", "localhost", 8080, "/chat", null),
        START,
        START + 1,
        account,
        DIAGNOSTICIAN.diagnose(account));
  }

  /** Whatever there is, by turns: codes of peers, causes, who began and how it went. */
  static EndedConnection strange(Series series, int number) {
    EndedConnection usual = reset();
    List<Cause> causes = List.of(Cause.values());
    List<Diagnosis.Initiator> initiators = List.of(Diagnosis.Initiator.values());
    return new EndedConnection(
        series,
        usual.handshake(),
        usual.target(),
        START,
        START + number * 1_000_000L,
        usual.account(),
        new Diagnosis(
            number % 5000,
            "",
            causes.get(number % causes.size()),
            initiators.get(number % 3),
            number % 7 == 0,
            "a-rule",
            "strange",
            ""),
        number % 4 != 0,
        -1,
        -1,
        List.of(),
        List.of());
  }

  static EndedConnection under(String traceparent, boolean error) {
    return ended(
        Handshake.asServer("netty").header("traceparent", traceparent), error, QUIET, QUIET);
  }

  static Account.Direction direction(long frames, long messages, long bytes) {
    return Account.Direction.of(frames, messages, bytes, 0, 1, 1, 1, 1);
  }

  static EndedConnection ended(
      Handshake handshake, boolean error, Account.Direction received, Account.Direction sent) {
    Account.@Nullable CloseFrame close = error ? null : new Account.CloseFrame(1000, null, 0, null);
    Account account =
        new Account(
            Role.SERVER,
            "netty",
            null,
            null,
            null,
            false,
            Account.Sight.WHOLE,
            1_000_000_000,
            -1,
            error ? Ending.PEER_RESET : Ending.PEER_EOF,
            null,
            close,
            close,
            false,
            null,
            null,
            null,
            null,
            null,
            received,
            sent,
            Account.Pings.NONE,
            0,
            null);
    Diagnosis diagnosis =
        error
            ? new Diagnosis(
                1006,
                "Abnormal Closure",
                Cause.PEER_RESET,
                Diagnosis.Initiator.REMOTE,
                false,
                "reset-by-peer",
                "TCP reset by peer",
                "look at the peer")
            : new Diagnosis(
                1000,
                "Normal Closure",
                Cause.NORMAL,
                Diagnosis.Initiator.REMOTE,
                true,
                "both-agreed",
                "1000 both ways",
                "");
    return new EndedConnection(
        SERIES,
        handshake,
        new Target("ws", "localhost", 8080, "/chat", null),
        START,
        START + 1_000_000_000,
        account,
        diagnosis,
        error,
        -1,
        -1,
        List.of(),
        List.of());
  }
}
