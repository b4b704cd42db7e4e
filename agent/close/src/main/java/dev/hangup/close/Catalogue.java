// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of closes in one language; {@code agent/cli} and the examples make pages of it. */
public final class Catalogue {

  private final Texts texts;
  private final List<DiagnosisRule> rules;

  public Catalogue(Language language) {
    this.texts = Texts.in(language);
    this.rules = Arrays.stream(Story.values()).map(this::rule).toList();
  }

  /**
   * A rule of the diagnosis.
   *
   * @param causes it can end in
   * @param remedy for both roles where they differ
   * @param settings a sentence for every stack that has a setting the remedy is about
   */
  public record DiagnosisRule(String id, Set<Cause> causes, String remedy, List<String> settings) {}

  /** The rules in the order they are asked, the most particular first. */
  public List<DiagnosisRule> rules() {
    return rules;
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

  /** One sentence on what a cause means. */
  public String text(Cause cause) {
    return texts.get("cause." + cause.id());
  }

  private DiagnosisRule rule(Story story) {
    String remedy =
        Arrays.stream(Role.values())
            .map(role -> Diagnostician.remedy(texts, story, role))
            .map(text -> text.replace(Diagnostician.INTERVAL, "N"))
            .distinct()
            .collect(Collectors.joining(" "));
    List<String> settings =
        Diagnostician.concerns(story).stream()
            .flatMap(concern -> SettingSentences.ofAllStacks(texts, concern).stream())
            .distinct()
            .toList();
    return new DiagnosisRule(story.id(), story.causes(), remedy, settings);
  }
}
