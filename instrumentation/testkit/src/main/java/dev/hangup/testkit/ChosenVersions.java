// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The versions a contract class names with {@link Versions}. */
final class ChosenVersions implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Versions versions = context.getRequiredTestClass().getAnnotation(Versions.class);
    if (versions == null) {
      throw new IllegalStateException(context.getRequiredTestClass() + " needs @Versions");
    }
    return Matrix.read(versions.value()).chosen().stream().map(Arguments::of);
  }
}
