// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hangup.fake.FakeModule;
import dev.hangup.fakelate.LateModule;
import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackIndexTest {

  private static final TapPoint.In DECODER = Signatures.of("library.").in("library.Decoder");

  @Test
  void aModuleIsWrittenAsOneLineWithAllItsClasses() {
    assertThat(StackIndex.line(new FakeModule()))
        .isEqualTo(
            "fake dev.hangup.fake.FakeModule"
                + " library.Connection library.Decoder library.Transport");
  }

  @Test
  void whatIsTappedLateOrNotAtAllIsMarked() {
    String line = StackIndex.line(new LateModule());
    assertThat(line)
        .isEqualTo(
            "late dev.hangup.fakelate.LateModule"
                + " ~library.Decoder !library.Transport >library.Connection");

    StackIndex index =
        StackIndex.of(
            name -> name.equals(StackIndex.FILE) ? line.getBytes(StandardCharsets.US_ASCII) : null);

    Stack late = index.stacks().get(0);
    assertThat(late.isTappedLate("library.Decoder")).isTrue();
    assertThat(late.isTappedLate("library.Transport")).isFalse();
    assertThat(late.isUntapped("library.Transport")).isTrue();
    assertThat(late.isPreloadTrigger("library.Connection")).isTrue();
    assertThat(late.isPreloadTrigger("library.Transport")).isFalse();
    assertThat(names(index.concernedBy("library/Decoder"))).containsExactly("late");
    assertThat(names(index.concernedBy("library/Transport"))).containsExactly("late");
  }

  @Test
  void aDescriptorThatIsNoneIsFoundWhenTheLineIsWritten() {
    StackModule mistyped =
        new StackModule() {
          @Override
          public String name() {
            return "mistyped";
          }

          @Override
          public List<TapPoint> tapPoints() {
            return List.of(DECODER.method(new TapPoint.Method("decode", "(V")).advice("Advice"));
          }
        };

    assertThatIllegalArgumentException().isThrownBy(() -> StackIndex.line(mistyped));
  }

  @Test
  void aPreloadTriggerThatIsTappedIsFoundWhenTheLineIsWritten() {
    StackModule mixedUp =
        new StackModule() {
          @Override
          public String name() {
            return "mixed-up";
          }

          @Override
          public List<TapPoint> tapPoints() {
            return List.of(DECODER.method("void decode()").advice("Advice"));
          }

          @Override
          public List<String> preloadTriggers() {
            return List.of("library.Decoder");
          }
        };

    assertThatIllegalArgumentException()
        .isThrownBy(() -> StackIndex.line(mixedUp))
        .withMessageContaining("library.Decoder");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    byte[] advice = {1, 2, 3};
    Map<String, byte[]> jar =
        Map.of(
            "stacks/index",
            (StackIndex.line(new FakeModule()) + "\nother x.OtherModule library.Decoder\n")
                .getBytes(StandardCharsets.US_ASCII),
            "stacks/fake/dev/hangup/fake/ReadAdvice.classdata",
            advice);

    StackIndex index = StackIndex.of(jar::get);

    assertThat(names(index.concernedBy("library/Decoder"))).containsExactly("fake", "other");
    assertThat(names(index.concernedBy("library/Transport"))).containsExactly("fake");
    assertThat(index.concernedBy("library/Unknown")).isNull();
    Stack fake = index.stacks().get(0);
    assertThat(fake.ownPackage()).isEqualTo("dev.hangup.fake.");
    assertThat(fake.classes().of("dev.hangup.fake.ReadAdvice")).isEqualTo(advice);
    assertThat(fake.classes().of("dev.hangup.fake.Missing")).isNull();
  }

  @Test
  void theTextIsReadWhenAClassComesWhoseHashCodeItHas() {
    String line = StackIndex.line(new LateModule());
    List<String> asked = new ArrayList<>();
    StackIndex index =
        StackIndex.of(
            name -> {
              asked.add(name);
              return name.equals(StackIndex.FILE)
                  ? line.getBytes(StandardCharsets.US_ASCII)
                  : StackIndex.hashes(List.of(line));
            });

    assertThat(index.concernedBy("library/Unknown")).isNull();
    assertThat(index.concernedBy("")).isNull();
    assertThat(asked).containsExactly(StackIndex.HASHES);
    for (String name : List.of("Decoder", "Transport", "Connection")) {
      assertThat(names(index.concernedBy("library/" + name))).containsExactly("late");
    }
    assertThat(asked).containsExactly(StackIndex.HASHES, StackIndex.FILE);
    assertThat(index.concernedBy("library/Unknown")).isNull();
  }

  @Test
  void aTextThatCannotBeReadIsSaidAndNothingIsObserved() {
    byte[] hashes = StackIndex.hashes(List.of(StackIndex.line(new LateModule())));
    List<String> said = new ArrayList<>();
    AgentLog.listen(said::add);
    StackIndex index =
        StackIndex.of(
            name -> {
              if (name.equals(StackIndex.HASHES)) {
                return hashes;
              }
              throw new IllegalStateException("torn");
            });

    assertThat(index.concernedBy("library/Decoder")).isNull();
    assertThat(index.stacks()).isEmpty();
    assertThat(said).singleElement().asString().contains("not observing anything").contains("torn");
  }

  @Test
  void withoutAnIndexThereAreNoStacks() {
    assertThat(StackIndex.of(name -> null).stacks()).isEmpty();
  }

  private static List<String> names(List<Stack> stacks) {
    return stacks.stream().map(Stack::name).toList();
  }
}
