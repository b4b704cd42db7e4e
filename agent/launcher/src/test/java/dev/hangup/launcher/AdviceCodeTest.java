// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.launcher.AdviceCode.Kind;
import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceCodeTest {

  static final class Good {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Advice.This Object self, @Advice.Argument(2) String third) {
      return third;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter Object entered, @Advice.FieldValue("name") String name) {}
  }

  static final class Copied {
    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter() {}
  }

  static final class Throwing {
    @Advice.OnMethodEnter(inline = false)
    static void enter() {}
  }

  static final class Skipping {
    @Advice.OnMethodEnter(
        inline = false,
        suppress = Throwable.class,
        skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class Unannotated {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(Object what) {}
  }

  static final class Unknown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Origin String method) {}
  }

  static final class Overwriting {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static Object exit() {
      return "another result";
    }
  }

  static final class Empty {}

  @Test
  void whatIsAskedForIsRead() throws IOException {
    AdviceCode code = AdviceCode.of(classFile("Good"));

    assertThat(code.enter().name()).isEqualTo("enter");
    assertThat(code.enter().sources())
        .containsExactly(
            new AdviceCode.Source(Kind.THIS, -1, "", false),
            new AdviceCode.Source(Kind.ARGUMENT, 2, "", false));
    assertThat(code.exit().onThrowable()).isTrue();
    assertThat(code.exit().sources())
        .containsExactly(
            new AdviceCode.Source(Kind.ENTER, -1, "", false),
            new AdviceCode.Source(Kind.FIELD, -1, "name", false));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Copied",
        "Throwing",
        "Skipping",
        "Unannotated",
        "Unknown",
        "Overwriting",
        "Empty"
      })
  void whatCannotBeDoneSafelyIsRefused(String name) throws IOException {
    byte[] classFile = classFile(name);

    assertThatThrownBy(() -> AdviceCode.of(classFile))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("AdviceCodeTest$" + name);
  }

  private static byte[] classFile(String name) throws IOException {
    try (InputStream in =
        AdviceCodeTest.class.getResourceAsStream("AdviceCodeTest$" + name + ".class")) {
      return in.readAllBytes();
    }
  }
}
