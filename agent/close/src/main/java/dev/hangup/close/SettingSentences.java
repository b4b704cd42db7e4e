// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Setting.Concern;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sentences that name a stack's settings, made once so that a diagnosis only looks them up. */
final class SettingSentences {

  /**
   * Between a framework and the stack it sits on, where its settings differ from stack to stack.
   */
  private static final String AT = "@";

  private final Map<String, Map<Concern, String>> sentences = new LinkedHashMap<>();
  private final String update;

  SettingSentences(Texts texts) {
    update = texts.get("update");
    for (String stack : stacks()) {
      Map<Concern, String> ofStack = new EnumMap<>(Concern.class);
      for (Concern concern : Concern.values()) {
        ofStack.put(concern, sentenceOf(texts, stack, concern));
      }
      sentences.put(stack, ofStack);
    }
  }

  /**
   * Those of the framework, where it is one that we know settings of, else those of the stack: an
   * application on a framework cannot reach what the framework itself sets. Empty where there is no
   * such setting, else with a space before it.
   */
  String of(String stack, @Nullable String framework, Concern concern) {
    Map<Concern, String> known = framework == null ? null : sentences.get(framework + AT + stack);
    if (known == null && framework != null) {
      known = sentences.get(framework);
    }
    if (known == null) {
      known = sentences.get(stack);
    }
    return known == null ? "" : known.getOrDefault(concern, "");
  }

  /** A remedy, and the version to update to where there is one. */
  String andUpdate(String remedy, String stack, @Nullable String version) {
    return version == null
        ? remedy
        : remedy + " " + update.replace("{stack}", written(stack)).replace("{version}", version);
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

  private static String sentenceOf(Texts texts, String stack, Concern concern) {
    String names =
        Setting.all().stream()
            .filter(setting -> setting.concern() == concern)
            .filter(
                setting ->
                    setting.stack().equals(stack) || setting.stack().equals(framework(stack)))
            .map(Setting::words)
            .collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return "";
    }
    return " "
        + texts.get("settings").replace("{stack}", written(stack)).replace("{settings}", names);
  }

  /** As people write the name. */
  static String written(String name) {
    int at = name.indexOf(AT);
    if (at >= 0) {
      return written(framework(name)) + " on " + written(name.substring(at + 1));
    }
    return switch (name) {
      case "cometd" -> "CometD";
      case "java-websocket" -> "Java-WebSocket";
      case "jdk-client" -> "java.net.http";
      case "okhttp" -> "OkHttp";
      case "vertx" -> "Vert.x";
      case "reactor-netty" -> "Reactor Netty";
      case "spring-webflux" -> "Spring WebFlux";
      case "spring-cloud-gateway" -> "Spring Cloud Gateway";
      default -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    };
  }

  /** Without the stack it sits on. */
  static String framework(String name) {
    int at = name.indexOf(AT);
    return at < 0 ? name : name.substring(0, at);
  }
}
