// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.HandshakeCause;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import io.opentelemetry.api.logs.Severity;
import org.jspecify.annotations.Nullable;

/**
 * How bad an end is for this side: one as it should be is INFO, what the peer or the network did is
 * WARN, and what must be mended in this JVM is ERROR. Where the fault is not known, WARN.
 */
final class Severities {

  private static final int SERVER_ERROR = 500;

  private Severities() {}

  static Severity of(EndedConnection connection) {
    if (!connection.error()) {
      return Severity.INFO;
    }
    return isAtFault(connection.diagnosis(), connection.account()) ? Severity.ERROR : Severity.WARN;
  }

  /** A refusal is this server's fault where it says so itself. */
  static Severity of(FailedHandshake failed) {
    return failed.handshake().isServer()
            && (failed.status() >= SERVER_ERROR
                || failed.diagnosis().cause() == HandshakeCause.HANDLER_FAILED)
        ? Severity.ERROR
        : Severity.WARN;
  }

  private static boolean isAtFault(Diagnosis diagnosis, Account account) {
    Cause cause = diagnosis.cause();
    if (cause == null) {
      return false;
    }
    boolean byUs = diagnosis.initiator() == Diagnosis.Initiator.LOCAL;
    boolean byPeer = diagnosis.initiator() == Diagnosis.Initiator.REMOTE;
    return switch (cause) {
      case LOCAL_ABORT, LOCAL_STALL -> true;
      case INTERNAL_ERROR -> byUs || account.handlerFailure() != null;
      // Who ends it says that the other one sent what must not be sent.
      case PROTOCOL_ERROR, INVALID_PAYLOAD -> brokeRule(account, byPeer);
      case MESSAGE_TOO_BIG, UNSUPPORTED_DATA, EXTENSION_MISSING, POLICY -> byPeer;
      // The peer missed this side's answers.
      case PING_TIMEOUT -> byPeer && isKeepAlive(account.receivedClose());
      // By a code of one's own, one says that it is one's own trouble.
      case RESTART, OVERLOAD, BAD_GATEWAY, TIMEOUT, APPLICATION -> byUs;
      case NORMAL,
          GOING_AWAY,
          IDLE_TIMEOUT_LOCAL,
          IDLE_DROP,
          PEER_RESET,
          PEER_EOF,
          WRITE_FAILED,
          CLOSE_TIMEOUT,
          TLS,
          SHUTDOWN,
          UNREACHABLE,
          SLOW_CONSUMER,
          HEARTBEAT_LOST,
          PEER_RESTART,
          MAX_AGE ->
          false;
    };
  }

  private static boolean brokeRule(Account account, boolean byPeer) {
    boolean we = account.sent().broken() != null;
    boolean they = account.received().broken() != null;
    return we == they ? byPeer : we;
  }

  private static boolean isKeepAlive(Account.@Nullable CloseFrame frame) {
    return frame != null && frame.hint() == Account.Hint.KEEP_ALIVE;
  }
}
