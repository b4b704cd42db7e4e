// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import java.util.List;
import java.util.Locale;

/**
 * A row of the catalogue: one code, or a range of codes that mean the same. The words about it are
 * in {@link Catalogue}, in five languages.
 *
 * @param from first code of the row
 * @param to last code of the row, the same for a single code
 * @param key the row's name in the language files
 * @param name as registered
 * @param topic what the close is about
 * @param fault where to look first
 * @param travels whether it may be in a Close frame at all
 * @param clientMaySend whether a client may send it
 * @param serverMaySend whether a server may send it
 * @param retry what a client should do after it
 * @param errorForServer whether a server counts it as an error
 * @param errorForClient whether a client counts it as an error
 * @param causes the causes that are usually reported with it, the commonest first
 * @param reference who says so
 * @param link where to read it
 */
public record CloseCode(
    int from,
    int to,
    String key,
    String name,
    Topic topic,
    Fault fault,
    boolean travels,
    boolean clientMaySend,
    boolean serverMaySend,
    Retry retry,
    boolean errorForServer,
    boolean errorForClient,
    List<Cause> causes,
    String reference,
    String link) {

  /** What a close is about. */
  public enum Topic implements Word {
    LIFECYCLE,
    TRANSPORT,
    FRAMING,
    PAYLOAD,
    SIZE,
    POLICY,
    NEGOTIATION,
    SERVER_STATE,
    APPLICATION,
    NOTHING
  }

  /** Where to look first. */
  public enum Fault implements Word {
    NOBODY,
    SENDER,
    SERVER,
    CLIENT,
    NETWORK,
    APPLICATION,
    LIBRARY
  }

  /** What a client should do next. */
  public enum Retry implements Word {
    NOT_NEEDED,
    WITH_BACKOFF,
    AFTER_A_DELAY,
    AFTER_A_FIX,
    AS_AGREED
  }

  /** An answer from a short list, which the language files know a word for. */
  public interface Word {
    String name();

    /** As it stands in the language files and in JSON. */
    default String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether the row stands for more than one code. */
  public boolean isRange() {
    return from != to;
  }

  /** Whether {@code code} is this row's. */
  public boolean covers(int code) {
    return from <= code && code <= to;
  }

  /** Whether that end of a connection may put it into a Close frame. */
  public boolean mayBeSentBy(Role role) {
    return role == Role.CLIENT ? clientMaySend : serverMaySend;
  }

  /** Whether a connection that ended with it is an error to that end. */
  public boolean isErrorFor(Role role) {
    return role == Role.CLIENT ? errorForClient : errorForServer;
  }
}
