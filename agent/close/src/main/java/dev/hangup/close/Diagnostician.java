// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Setting.Concern;
import dev.hangup.codec.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns an account into a diagnosis, in one language. Stateless and safe for any thread. The rules
 * are the {@link Story} table, and for upgrades that came to nothing {@link HandshakeStory};
 * nothing else decides.
 */
public final class Diagnostician {

  /**
   * Nanoseconds without a frame, from which on an end without a Close frame is one of a silent
   * connection.
   */
  public static final long SILENT_SPELL = 20_000_000_000L;

  /** Nanoseconds without a read, from which on it matters that the application asked for none. */
  public static final long HELD_BACK = 1_000_000_000L;

  /** Stands in a remedy for the seconds between two pings. */
  static final String INTERVAL = "{interval}";

  /** Before what to do about the code of a subprotocol, in the language files. */
  static final String SUBPROTOCOL = "subprotocol.";

  private static final int BINARY = 2;

  private static final List<Concern> SIZES = List.of(Concern.TEXT, Concern.BINARY);
  private static final List<Concern> IDLE = List.of(Concern.IDLE);
  private static final List<Concern> PING = List.of(Concern.PING);
  private static final List<Concern> CLOSE = List.of(Concern.CLOSE);
  private static final List<Concern> SEND = List.of(Concern.SEND);
  private static final List<Concern> NONE = List.of();

  private final Map<Story, String> forServers = new EnumMap<>(Story.class);
  private final Map<Story, String> forClients = new EnumMap<>(Story.class);
  private final Texts texts;
  private final SettingSentences settings;
  private final HandshakeDiagnostician handshakes;

  public Diagnostician(Language language) {
    texts = Texts.in(language);
    settings = new SettingSentences(texts);
    for (Story story : Story.values()) {
      forServers.put(story, remedy(texts, story, Role.SERVER));
      forClients.put(story, remedy(texts, story, Role.CLIENT));
    }
    handshakes = new HandshakeDiagnostician(texts, settings);
  }

  /** Never throws for an account whose parts are there, however odd its numbers. */
  public Diagnosis diagnose(Account account) {
    Facts facts = new Facts(account);
    Story story = Story.of(facts);
    int code = facts.code();
    return new Diagnosis(
        code,
        SubprotocolCode.name(facts, CloseCodes.of(code)),
        story.cause(facts),
        facts.initiator(),
        facts.clean(),
        story.id(),
        story.evidence(facts),
        settings.andUpdate(
            remediation(story, facts), facts.account().stack(), KnownBugs.updateFor(facts)));
  }

  /** Likewise of an upgrade that came to nothing. */
  public HandshakeDiagnosis diagnose(HandshakeAccount account) {
    return handshakes.diagnose(account);
  }

  /**
   * Whether this side counts the end as an error: for its code, for its cause, or because the
   * transport ended otherwise than this side or a Close frame of the peer's had said. Where sight
   * was lost, only a code that was seen may say so.
   */
  public static boolean isError(Account account, Diagnosis diagnosis) {
    Facts facts = new Facts(account);
    Cause cause = diagnosis.cause();
    boolean codeSeen = !facts.noClose() || cause != null;
    if (codeSeen && CloseCodes.of(diagnosis.code()).isErrorFor(account.role())) {
      return true;
    }
    if (cause == null) {
      return false;
    }
    return cause.isFailure() || (!diagnosis.clean() && !facts.closedWithoutWaiting());
  }

  /** Who sent the first Close frame or, without one, who ended the transport. */
  public static Diagnosis.Initiator initiator(Account account) {
    return new Facts(account).initiator();
  }

  /** This side closed the transport or gave up on a write, and the peer had not said a word. */
  public static boolean gaveUp(Account account) {
    return KernelWord.gaveUp(account);
  }

  /**
   * Whether the kernel may know better: this side gave up on a peer that it had not heard of, or
   * dropped the transport.
   */
  public static boolean hangsOnTheKernel(Account account, Diagnosis diagnosis) {
    return KernelWord.mayHelp(account, diagnosis.cause());
  }

  private String remediation(Story story, Facts facts) {
    Role role = facts.account().role();
    SubprotocolCode known = isTheApplications(story) ? SubprotocolCode.of(facts) : null;
    if (known != null) {
      return texts.get(SUBPROTOCOL + known.remedy());
    }
    String remedy = (role == Role.SERVER ? forServers : forClients).getOrDefault(story, "");
    Concern concern = concern(story, facts);
    if (concern == null) {
      return remedy;
    }
    if (concern == Concern.PING && remedy.contains(INTERVAL)) {
      remedy = remedy.replace(INTERVAL, Long.toString(pingInterval(facts)));
    }
    Account account = facts.account();
    return remedy.concat(settings.of(account.stack(), account.framework(), concern));
  }

  /** Nothing but the code says why, so that what to do depends on who chose it. */
  private static boolean isTheApplications(Story story) {
    return story == Story.APPLICATION_CODE_SENT || story == Story.APPLICATION_CODE_RECEIVED;
  }

  /** Half of the limit a silent spell points to, else half of the spell, in seconds. */
  private static long pingInterval(Facts facts) {
    long silence = facts.spell();
    IdleDefault standard = IdleDefault.near(silence);
    return standard == null ? silence / (2 * Facts.SECOND) : standard.seconds() / 2;
  }

  /** Which of the stack's settings a remedy is about. */
  private static @Nullable Concern concern(Story story, Facts facts) {
    if (story == Story.TOO_BIG_FOR_THIS_SIDE && facts.refusedOpcode() == BINARY) {
      return Concern.BINARY;
    }
    List<Concern> concerns = concerns(story);
    return concerns.isEmpty() ? null : concerns.get(0);
  }

  /** All that a story's remedy may be about. */
  static List<Concern> concerns(Story story) {
    return switch (story) {
      case TOO_BIG_FOR_THIS_SIDE -> SIZES;
      case IDLE_TIMER -> IDLE;
      case DROPPED_AT_A_KNOWN_LIMIT, DROPPED_WHILE_SILENT, FORGOTTEN_WHILE_SILENT -> PING;
      case ANSWER_NEVER_CAME -> CLOSE;
      case SEND_GIVEN_UP -> SEND;
      default -> NONE;
    };
  }

  /** The remedy of a story for one role; most are the same for both. */
  static String remedy(Texts texts, Story story, Role role) {
    String key = "remedy." + story.id();
    String ofRole = texts.find(key + "." + role.name().toLowerCase(Locale.ROOT));
    return ofRole == null ? texts.get(key) : ofRole;
  }
}
