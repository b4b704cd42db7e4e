// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.AnnotationSupport;

/** What a contract class is run for: each side of each version it names with {@link Versions}. */
final class Contract implements ArgumentsProvider, ExecutionCondition {

  /** How an invocation of the class is called: {@code server 4.1.0.Final}. */
  static final String NAME = "{0} {1}";

  private static final ConditionEvaluationResult RUNS = ConditionEvaluationResult.enabled("");

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Versions versions = versions(context.getRequiredTestClass());
    List<StackVersion> chosen = Matrix.read(versions.value()).chosen();
    List<Arguments> all = new ArrayList<>();
    for (Role role : versions.roles()) {
      chosen.forEach(version -> all.add(Arguments.of(role, version)));
    }
    return all.stream();
  }

  static Versions versions(Class<?> contract) {
    Versions versions = contract.getAnnotation(Versions.class);
    if (versions == null) {
      throw new IllegalStateException(contract + " needs @Versions");
    }
    return versions;
  }

  /** A story of the other side's is not begun. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Only only = only(context);
    String invocation = invocation(context);
    if (only == null || invocation == null || invocation.startsWith(only.value() + " ")) {
      return RUNS;
    }
    return ConditionEvaluationResult.disabled(
        only.why().isEmpty() ? "only as " + only.value() : only.why());
  }

  /** Whether a story that is not told is none of this side's: it does not count as skipped. */
  static boolean isOfTheOtherSide(ExtensionContext context) {
    Only only = only(context);
    return only != null && only.why().isEmpty();
  }

  private static @Nullable Only only(ExtensionContext context) {
    return context
        .getTestMethod()
        .flatMap(story -> AnnotationSupport.findAnnotation(story, Only.class))
        .orElse(null);
  }

  /** The class's invocation that a story is part of; there may be no instance to ask yet. */
  static @Nullable String invocation(ExtensionContext story) {
    for (ExtensionContext at = story; at != null; at = at.getParent().orElse(null)) {
      if (at.getUniqueId().matches(".*\\[class-template-invocation:#\\d+]")) {
        return at.getDisplayName();
      }
    }
    return null;
  }
}
