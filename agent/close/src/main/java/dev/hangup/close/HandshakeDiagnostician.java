// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Setting.Concern;
import dev.hangup.codec.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** As {@link Diagnostician}, by the {@link HandshakeStory} table. */
final class HandshakeDiagnostician {

  private static final List<Concern> NONE = List.of();
  private static final List<Concern> ORIGIN = List.of(Concern.ORIGIN);
  private static final List<Concern> PROXY = List.of(Concern.PROXY);
  private static final List<Concern> TRUST = List.of(Concern.TRUST);
  private static final List<Concern> CONNECT = List.of(Concern.CONNECT);
  private static final List<Concern> PROTOCOL = List.of(Concern.PROTOCOL);

  private final Map<HandshakeStory, String> forServers = new EnumMap<>(HandshakeStory.class);
  private final Map<HandshakeStory, String> forClients = new EnumMap<>(HandshakeStory.class);
  private final SettingSentences settings;

  HandshakeDiagnostician(Texts texts, SettingSentences settings) {
    this.settings = settings;
    for (HandshakeStory story : HandshakeStory.values()) {
      forServers.put(story, remedy(texts, story, Role.SERVER));
      forClients.put(story, remedy(texts, story, Role.CLIENT));
    }
  }

  HandshakeDiagnosis diagnose(HandshakeAccount account) {
    HandshakeFacts facts = new HandshakeFacts(account);
    HandshakeStory story = HandshakeStory.of(facts);
    return new HandshakeDiagnosis(
        story.cause(),
        story.id(),
        story.evidence(facts),
        settings.andUpdate(
            remediation(story, account), account.stack(), KnownBugs.updateFor(account)));
  }

  private String remediation(HandshakeStory story, HandshakeAccount account) {
    boolean server = account.role() == Role.SERVER;
    String remedy = (server ? forServers : forClients).getOrDefault(story, "");
    StringBuilder all = new StringBuilder(remedy);
    for (Concern concern : concerns(story)) {
      if (concern.isFor(account.role())) {
        // Where a framework is not known to be there, its settings may help no user: not named.
        all.append(settings.of(account.stack(), account.framework(), concern));
      }
    }
    return all.toString();
  }

  /** All that a story's remedy may be about. */
  static List<Concern> concerns(HandshakeStory story) {
    return switch (story) {
      case ORIGIN_OF_ANOTHER_HOST -> ORIGIN;
      case ORIGIN_OF_ANOTHER_SCHEME, ORIGIN_BEHIND_A_PROXY -> PROXY;
      case CERTIFICATE_NOT_TRUSTED -> TRUST;
      case NO_ANSWER_IN_TIME -> CONNECT;
      case SUBPROTOCOL_NOT_CHOSEN -> PROTOCOL;
      default -> NONE;
    };
  }

  /** The remedy of a story for one role; most are the same for both. */
  static String remedy(Texts texts, HandshakeStory story, Role role) {
    String key = "handshake." + story.id();
    String ofRole = texts.find(key + "." + role.name().toLowerCase(Locale.ROOT));
    return ofRole == null ? texts.get(key) : ofRole;
  }
}
