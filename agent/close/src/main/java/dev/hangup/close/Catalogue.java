// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Setting.Concern;
import dev.hangup.codec.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is known of closes in one language; {@code agent/cli} and the examples make pages of it. */
public final class Catalogue {

  private final Texts texts;
  private final List<DiagnosisRule> rules;
  private final List<HandshakeRule> handshakeRules;

  public Catalogue(Language language) {
    this.texts = Texts.in(language);
    this.rules = Arrays.stream(Story.values()).map(this::rule).toList();
    this.handshakeRules = Arrays.stream(HandshakeStory.values()).map(this::rule).toList();
  }

  /**
   * A rule of the diagnosis.
   *
   * @param causes it can end in
   * @param remedy for both roles where they differ
   * @param settings a sentence for every stack that has a setting the remedy is about
   */
  public record DiagnosisRule(String id, Set<Cause> causes, String remedy, List<String> settings) {}

  /** Likewise of upgrades that came to nothing. */
  public record HandshakeRule(
      String id, HandshakeCause cause, String remedy, List<String> settings) {}

  /** The rules in the order they are asked, the most particular first. */
  public List<DiagnosisRule> rules() {
    return rules;
  }

  /** Those for upgrades that came to nothing, likewise. */
  public List<HandshakeRule> handshakeRules() {
    return handshakeRules;
  }

  /** The text of a key that every language file has. */
  public String text(String key) {
    return texts.get(key);
  }

  /** What a word of a close code's row is called. */
  public String text(CloseCode.Word word) {
    return texts.word(word);
  }

  /**
   * Of a close code: its {@code description}, when it is {@code seen}, {@code fix} and {@code use}.
   */
  public String text(CloseCode row, String what) {
    return texts.get(row.key() + "." + what);
  }

  /** What to do about a code of a subprotocol. */
  public String text(SubprotocolCode code) {
    return texts.get(Diagnostician.SUBPROTOCOL + code.remedy());
  }

  /** One sentence on what a cause means. */
  public String text(Cause cause) {
    return texts.get("cause." + cause.id());
  }

  /** Likewise of why an upgrade came to nothing. */
  public String text(HandshakeCause cause) {
    return texts.get("handshake.cause." + cause.id());
  }

  private DiagnosisRule rule(Story story) {
    return new DiagnosisRule(
        story.id(),
        story.causes(),
        ofBothRoles(role -> Diagnostician.remedy(texts, story, role)),
        settings(Diagnostician.concerns(story)));
  }

  private HandshakeRule rule(HandshakeStory story) {
    return new HandshakeRule(
        story.id(),
        story.cause(),
        ofBothRoles(role -> HandshakeDiagnostician.remedy(texts, story, role)),
        settings(HandshakeDiagnostician.concerns(story)));
  }

  private static String ofBothRoles(Function<Role, String> remedy) {
    return Arrays.stream(Role.values())
        .map(remedy)
        .map(text -> text.replace(Diagnostician.INTERVAL, "N"))
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private List<String> settings(List<Concern> concerns) {
    return concerns.stream()
        .flatMap(concern -> SettingSentences.ofAllStacks(texts, concern).stream())
        .distinct()
        .toList();
  }
}
