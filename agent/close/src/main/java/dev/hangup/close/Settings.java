// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Setting.Concern;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Sentences that name a stack's settings, made once so that a diagnosis only looks them up. */
final class Settings {

  /** Spring sits on the Jakarta containers; what runs on top of a connection is not on the wire. */
  private static final Set<String> BELOW_SPRING = Set.of("tomcat", "jetty", "undertow");

  private static final String SPRING = "spring";

  private final Map<String, Map<Concern, String>> sentences = new HashMap<>();

  Settings(Texts texts) {
    for (String stack : stacks()) {
      Map<Concern, String> ofStack = new EnumMap<>(Concern.class);
      for (Concern concern : Concern.values()) {
        ofStack.put(concern, sentence(texts, stack, concern));
      }
      sentences.put(stack, ofStack);
    }
  }

  /** Empty where the stack is not known or has no such setting, else with a space before it. */
  String of(String stack, Concern concern) {
    Map<Concern, String> ofStack = sentences.get(stack);
    return ofStack == null ? "" : ofStack.getOrDefault(concern, "");
  }

  /** One sentence for every stack that has such a setting. */
  static List<String> ofAllStacks(Texts texts, Concern concern) {
    return stacks().stream()
        .map(stack -> sentenceOf(texts, stack, concern).strip())
        .filter(sentence -> !sentence.isEmpty())
        .toList();
  }

  static Set<String> stacks() {
    return Setting.all().stream()
        .map(Setting::stack)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String sentence(Texts texts, String stack, Concern concern) {
    String own = sentenceOf(texts, stack, concern);
    return BELOW_SPRING.contains(stack) && !own.isEmpty()
        ? own + sentenceOf(texts, SPRING, concern)
        : own;
  }

  private static String sentenceOf(Texts texts, String stack, Concern concern) {
    String names =
        Setting.all().stream()
            .filter(setting -> setting.stack().equals(stack) && setting.concern() == concern)
            .map(Setting::words)
            .collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return "";
    }
    String stackName = stack.substring(0, 1).toUpperCase(Locale.ROOT) + stack.substring(1);
    return " " + texts.get("settings").replace("{stack}", stackName).replace("{settings}", names);
  }
}
