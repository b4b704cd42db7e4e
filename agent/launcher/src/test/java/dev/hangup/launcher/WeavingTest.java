// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Settings;
import dev.hangup.shapes.ShapesModule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Opcodes;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeavingTest {

  private static final String THROWN = "java.lang.";

  @ParameterizedTest(name = "class file version {0}")
  @ValueSource(ints = {Opcodes.V1_6, Opcodes.V1_8})
  void methodsOfEveryShapeDoWhatTheyDidAndAdviceSeesItAll(int version) throws Exception {
    Observation observation =
        new Observation(
            Settings.DEFAULTS, Clock.SYSTEM, new LateEvents(line -> {}), line -> {}, false);
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

  private static Object call(Class<?> type, Object on, String name, Object... arguments)
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

  /** The JVM's verifier reads what was woven into every method of a library of some size. */
  @Test
  void theVerifierAcceptsEveryMethodOfAWholeLibrary() throws Exception {
    WovenLoader loader = new WovenLoader();
    int methods = 0;
    try (JarFile jar = new JarFile(Path.of(jarOf(Assertions.class)).toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().matches("org/assertj/core/[a-z/]+/[^/]+\\.class")) {
          methods += loader.verify(entry.getName().replace('/', '.').replace(".class", ""));
        }
      }
    }
    assertThat(methods).isGreaterThan(3_000);
  }

  private static String jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /** Defines the classes of a library with advice around every method. */
  private static final class WovenLoader extends ClassLoader {

    private final AdviceCode around = AdviceCode.of(classFile("dev.hangup.shapes.AroundAdvice"));
    private final AdviceCode birth =
        new AdviceCode(
            null,
            new AdviceCode.Call(
                "exit",
                net.bytebuddy.jar.asm.Type.getMethodType("(Ljava/lang/Object;)V"),
                List.of(new AdviceCode.Source(AdviceCode.Kind.THIS, -1, "", false)),
                false));
    private final Handle link =
        new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/HangupDispatcher",
            "link",
            Dispatcher.LINK.toMethodDescriptorString(),
            false);

    WovenLoader() throws IOException {
      super(WeavingTest.class.getClassLoader());
    }

    /** To list a class's methods the JVM links it, and to link it, verifies it. */
    int verify(String name) throws ClassNotFoundException {
      try {
        return loadClass(name).getDeclaredMethods().length;
      } catch (NoClassDefFoundError anOptionalLibrary) { // a VerifyError is another error
        return 0;
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.assertj.core.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        byte[] woven = woven(classFile(name));
        return defineClass(name, woven, 0, woven.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private byte[] woven(byte[] classFile) {
      ClassFacts facts = ClassFacts.of(classFile, "");
      Map<String, ClassWeaver.MethodChange> changes = new HashMap<>();
      facts
          .methods()
          .forEach(
              (method, body) -> {
                int open = method.indexOf('(');
                String name = method.substring(0, open);
                Weaving.Target target =
                    new Weaving.Target(
                        facts.name(),
                        body.access(),
                        name,
                        method.substring(open),
                        body.maxLocals(),
                        field -> {
                          throw new AssertionError(field);
                        });
                changes.put(
                    method,
                    next ->
                        new Weaving(
                            target, name.equals("<init>") ? birth : around, link, "x", "x", next));
              });
      ClassReader reader = new ClassReader(classFile);
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new ClassWeaver(writer, changes, false), ClassReader.EXPAND_FRAMES);
      return writer.toByteArray();
    }

    private static byte[] classFile(String name) throws IOException {
      try (InputStream in =
          WeavingTest.class
              .getClassLoader()
              .getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new IOException(name);
        }
        return in.readAllBytes();
      }
    }
  }
}
