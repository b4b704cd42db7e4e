// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.shapes.EntriesModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCallTest {

  private static final String ENTRIES = "dev.hangup.shapes.Entries::";
  private static final String CHOOSES = "choosesByText";
  private static final String OF_CHOOSES = "(Ljava/lang/String;)Z";

  @ParameterizedTest(name = "class file version {0}")
  @ValueSource(ints = {Opcodes.V1_6, Opcodes.V1_8})
  void methodsOfEveryShapeDoWhatTheyDidAndTheirBeginIsSeen(int version) throws Exception {
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, Clock.SYSTEM, new LateEvents(line -> {}), line -> {}, false);
    try (AutoCloseable agent =
        Launcher.startForTesting(
            ByteBuddyAgent.install(), List.of(new EntriesModule()), observation)) {
      assertThat(agent).isNotNull();
      Class<?> type = LibraryLoader.version(version).loadClass("library.Shapes");
      Object shapes =
          type.getConstructor(boolean.class, long.class, int.class).newInstance(true, 7L, 41);

      List<Object> results = new ArrayList<>();
      results.add(ShapesTest.call(type, null, "nothing"));
      results.add(ShapesTest.call(type, null, "sum", 1L, 2, 3d, 4f));
      results.add(ShapesTest.call(type, shapes, "loopsFromTheStart", 3));
      results.add(ShapesTest.call(type, shapes, "overwritesItsArguments", "ab", 5L));
      results.add(ShapesTest.call(type, shapes, CHOOSES, "yes"));
      results.add(ShapesTest.call(type, shapes, CHOOSES, "perhaps"));
      results.add(ShapesTest.call(type, shapes, "cleansUp", new int[] {8, 9}, 1));
      results.add(
          ShapesTest.call(type, shapes, "countsInManyLocals", (byte) 3, 'A', (short) 2, true));
      results.add(ShapesTest.call(type, shapes, "alwaysThrows"));

      assertThat(results.stream().map(String::valueOf))
          .containsExactly(
              "null",
              "10",
              "42",
              "ab53",
              "true",
              "java.lang.IllegalArgumentException: perhaps",
              "9",
              "197.0",
              "java.lang.UnsupportedOperationException: as ever");
      assertThat((List<?>) type.getField("STORY").get(null))
          .isEqualTo(
              List.of(
                  "nothing",
                  "sum 1 4.0",
                  "static[1, 2, 3.0, 4.0][1, 2, 3.0, 4.0]4.0true10null",
                  "looping true 3",
                  "text ab 5",
                  "word true yes",
                  "word true perhaps",
                  "cleaning [8, 9] 1",
                  "locals 3A2true",
                  "throwing true",
                  "nothing"));
      assertThat(observation.suppressedFailures().count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, true",
    "sum, true",
    "looping, true",
    "word, true",
    "throwing, true",
    "unknown, false"
  })
  void adviceThatOnlyBeginsAMethodIsRecognised(String member, boolean recognised)
      throws IOException {
    assertThat(EntryCall.of(file("dev.hangup.shapes.Entries"), ENTRIES + member) != null)
        .isEqualTo(recognised);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "returning",
        "throwing",
        "both",
        "field",
        "all",
        "giving",
        "optional",
        "writable",
        "entered"
      })
  void allElseIsLeftToByteBuddy(String member) throws IOException {
    assertThat(EntryCall.of(file(More.class.getName()), More.class.getName() + "::" + member))
        .isNull();
  }

  @Test
  void aMethodMustHaveWhatIsWanted() {
    EntryCall self = new EntryCall("a", "(Ljava/lang/Object;)V", List.of(EntryCall.THIS));
    EntryCall second = new EntryCall("a", "(J)V", List.of(1));

    assertThat(self.fits(0, "method", "()V")).isTrue();
    assertThat(self.fits(Opcodes.ACC_STATIC, "method", "()V")).isFalse();
    assertThat(self.fits(0, "<init>", "()V")).isFalse();
    assertThat(second.fits(0, "method", "(IJ)V")).isTrue();
    assertThat(second.fits(0, "method", "(JI)V")).isFalse();
    assertThat(second.fits(0, "method", "(J)V")).isFalse();
    assertThat(second.fits(0, "method", "(ILjava/lang/Long;)V")).isFalse();
  }

  /** The JVM refuses no class over it, and the method does what it did. */
  @ParameterizedTest
  @CsvSource({
    "(Ljava/lang/Integer;)V, java.lang.ClassCastException",
    "(Ljava/lang/String;)V, java.lang.BootstrapMethodError"
  })
  void whatIsOfAnotherTypeOrCannotBeLinkedIsCaughtAndTold(String wanted, String caught)
      throws Exception {
    Class<?> type = entered(new EntryCall("word", wanted, List.of(0)));
    Object shapes =
        type.getConstructor(boolean.class, long.class, int.class).newInstance(true, 7L, 41);

    assertThat(ShapesTest.call(type, shapes, CHOOSES, "yes")).isEqualTo(true);
    assertThat(ShapesTest.call(type, shapes, CHOOSES, "perhaps"))
        .isInstanceOf(IllegalArgumentException.class);

    Class<?> links = type.getClassLoader().loadClass("library.Links");
    assertThat((List<?>) links.getField("TOLD").get(null))
        .extracting(told -> told.getClass().getName())
        .containsExactly(caught, caught);
  }

  private static Class<?> entered(EntryCall call) throws ClassNotFoundException {
    Handle link =
        new Handle(
            Opcodes.H_INVOKESTATIC,
            "library/Links",
            Dispatcher.METHOD,
            Dispatcher.LINK.toMethodDescriptorString(),
            false);
    ClassWeaver.Change change =
        (next, access) ->
            call.before(next, access, "library/Shapes", OF_CHOOSES, link, "stack", "handler");
    return new LibraryLoader(
            false,
            original -> {
              ClassWriter writer = new ClassWriter(0);
              new ClassReader(original)
                  .accept(
                      new ClassWeaver(writer, Map.of(CHOOSES + OF_CHOOSES, List.of(change)), false),
                      0);
              return writer.toByteArray();
            })
        .loadClass("library.Shapes");
  }

  private static byte[] file(String className) throws IOException {
    try (InputStream in =
        EntryCallTest.class
            .getClassLoader()
            .getResourceAsStream(className.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }
}
