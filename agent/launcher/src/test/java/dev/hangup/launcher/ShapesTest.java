// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.shapes.ShapesModule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the body, the library does what it did; the JVM's verifier is the first judge. */
class ShapesTest {

  private static final String THROWN = "java.lang.";

  @ParameterizedTest(name = "class file version {0}")
  @ValueSource(ints = {Opcodes.V1_6, Opcodes.V1_8})
  void methodsOfEveryShapeDoWhatTheyDidAndAdviceSeesItAll(int version) throws Exception {
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, Clock.SYSTEM, new LateEvents(line -> {}), line -> {}, false);
    try (AutoCloseable agent =
        Launcher.startForTesting(
            ByteBuddyAgent.install(), List.of(new ShapesModule()), observation)) {
      assertThat(agent).isNotNull();
      Class<?> type = LibraryLoader.version(version).loadClass("library.Shapes");
      Object shapes =
          type.getConstructor(boolean.class, long.class, int.class).newInstance(true, 7L, 41);

      List<Object> results = new ArrayList<>();
      results.add(call(type, null, "nothing"));
      results.add(call(type, null, "sum", 1L, 2, 3d, 4f));
      results.add(call(type, shapes, "loopsFromTheStart", 3));
      results.add(call(type, shapes, "overwritesItsArguments", "ab", 5L));
      results.add(call(type, shapes, "choosesByText", "yes"));
      results.add(call(type, shapes, "choosesByText", "perhaps"));
      results.add(call(type, shapes, "cleansUp", new int[] {8, 9}, 1));
      results.add(call(type, shapes, "cleansUp", new int[0], 1));
      results.add(call(type, shapes, "countsInManyLocals", (byte) 3, 'A', (short) 2, true));
      results.add(call(type, shapes, "alwaysThrows"));

      assertThat(results.stream().map(String::valueOf))
          .containsExactly(
              "null",
              "10",
              "42",
              "ab53",
              "true",
              THROWN + "IllegalArgumentException: perhaps",
              "9",
              "-1",
              "197.0",
              THROWN + "UnsupportedOperationException: as ever");
      assertThat((List<?>) type.getField("STORY").get(null))
          .isEqualTo(
              List.of(
                  "born 42true7true",
                  "static[][]nulltruenullnull",
                  "static[1, 2, 3.0, 4.0][1, 2, 3.0, 4.0]4.0true10null",
                  "this[3][3]nullfalse42null",
                  "this[ab, 5][ab, 5]nullfalseab53null",
                  "this[yes][yes]nullfalsetruenull",
                  "this[perhaps][perhaps]nullfalsefalse"
                      + THROWN
                      + "IllegalArgumentException: perhaps",
                  "this[2 ints, 1][2 ints, 1]nullfalse9null",
                  "this[0 ints, 1][0 ints, 1]nullfalse-1null",
                  "this[3, A, 2, true][3, A, 2, true]truefalse197.0null",
                  "this[][]nullfalsenull" + THROWN + "UnsupportedOperationException: as ever"));
      assertThat(observation.suppressedFailures().count()).isZero();
    }
  }

  private static Object call(Class<?> type, @Nullable Object on, String name, Object... arguments)
      throws ReflectiveOperationException {
    Method method =
        Arrays.stream(type.getMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }
}
