// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of today's Java, lowered: they print on the oldest JVM what they print on this one. */
class LoweringTest {

  @TempDir static Path lowered;

  @BeforeAll
  static void lower() throws Exception {
    Map<Path, byte[]> classes = new TreeMap<>();
    for (Class<?> any : List.of(specimen.Language.class, dev.hangup.jdk.Java.class)) {
      classes.putAll(
          files(Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI())));
    }
    Lowering lowering = Lowering.of(classes.values());
    for (Map.Entry<Path, byte[]> each : classes.entrySet()) {
      Path target = lowered.resolve(each.getKey().toString());
      Files.createDirectories(target.getParent());
      Files.write(target, lowering.lowered(each.getValue()));
    }
  }

  /** Classes of a folder or a jar, by their path in it; the tests themselves are not wanted. */
  private static Map<Path, byte[]> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      try (var jar = java.nio.file.FileSystems.newFileSystem(place)) {
        return below(jar.getPath("/"));
      }
    }
    return below(place);
  }

  private static Map<Path, byte[]> below(Path root) throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = root.relativize(each).toString();
        if (!name.contains("lowering") && !name.endsWith("-info.class")) {
          files.put(Path.of(name), Files.readAllBytes(each));
        }
      }
    }
    return files;
  }

  @ParameterizedTest(name = "{1} on Java {0}")
  @CsvSource({
    "8, specimen.Language",
    "8, specimen.Library",
    "11, specimen.Language",
    "11, specimen.Library",
    "0, specimen.Language",
    "0, specimen.Library"
  })
  void whatIsLoweredDoesTheSame(int release, String program) throws Exception {
    Path java = release == 0 ? Jvms.thisOne() : Jvms.ofRelease(release);
    assumeTrue(java != null, "no Java " + release + " here: name one in JAVA_" + release + "_HOME");

    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xverify:all",
                "-Dfile.encoding=UTF-8",
                "-cp",
                lowered.toString(),
                program)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(withoutRemarks(said)).isEqualTo(asItIs(program));
    assertThat(process.waitFor()).isZero();
  }

  /** JVMs of today remark on that option. */
  private static String withoutRemarks(String said) {
    return said.lines()
        .filter(line -> !line.contains("VM warning"))
        .reduce("", (all, line) -> all + line + '\n');
  }

  private static String asItIs(String program) throws Exception {
    PrintStream real = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Class.forName(program).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(real);
    }
    return withoutRemarks(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nothingIsMissingInJava8ThatWasReplaced() throws Exception {
    List<byte[]> classes = new ArrayList<>(below(lowered).values());

    assertThat(JavaApi.ofJava8().missing(classes))
        .allMatch(line -> line.matches("dev/hangup/jdk/(Memory|Platform)9: .*"))
        .anyMatch(line -> line.contains("VarHandle"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"specimen/Language$Circle", "specimen/Library"})
  void whatWasNotLoweredIsFoundOut(String name) throws Exception {
    byte[] asItIs = LoweringTest.class.getResourceAsStream("/" + name + ".class").readAllBytes();

    assertThat(JavaApi.ofJava8().missing(List.of(asItIs)))
        .anyMatch(line -> line.contains("class file version"))
        .hasSizeGreaterThan(1);
  }

  @Test
  void aMethodThatJava8WantsAndTheClassLacksIsFoundOut() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V1_8,
        Opcodes.ACC_PUBLIC,
        "x/Transformer",
        null,
        "java/lang/Object",
        new String[] {"java/lang/instrument/ClassFileTransformer"});

    assertThat(JavaApi.ofJava8().missing(List.of(writer.toByteArray())))
        .singleElement()
        .asString()
        .contains("does not implement java/lang/instrument/ClassFileTransformer.transform");
  }

  /** What its code does, {@link #whatIsLoweredDoesTheSame} sees. */
  @Test
  void aMethodThatIsToBeCompiledApartIsTooLongToBeInlined() throws Exception {
    Map<String, Integer> instructions = new TreeMap<>();
    new ClassReader(below(lowered).get(Path.of("specimen/Language$Apart.class")))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] exceptions) {
                instructions.put(name, 0);
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitInsn(int opcode) {
                    instructions.merge(name, 1, Integer::sum);
                  }
                };
              }
            },
            0);

    assertThat(instructions.get("sum")).isGreaterThan(325);
    assertThat(instructions.get("nothing")).isGreaterThan(325);
    assertThat(instructions.get("inlined")).isLessThan(10);
  }

  @Test
  void anOldClassStaysAsItIs() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V1_7, Opcodes.ACC_PUBLIC, "x/Old", null, "java/lang/Object", null);
    byte[] old = writer.toByteArray();

    assertThat(Lowering.of(List.of(old)).lowered(old)).isSameAs(old);
  }

  @Test
  void aMethodThatWouldOverrideAnotherOnceItIsOpenIsRefused() throws Exception {
    List<byte[]> classes = new ArrayList<>();
    for (String name : List.of("", "$Upper", "$Lower")) {
      classes.add(
          LoweringTest.class.getResourceAsStream("Clashing" + name + ".class").readAllBytes());
    }

    assertThatThrownBy(() -> Lowering.of(classes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rename one of them");
  }

  @Test
  void whatIsOpenedIsFinalAndNothingElseIsOpened() throws Exception {
    Map<Path, byte[]> files = below(lowered);
    byte[] base = files.get(Path.of("specimen/Language$Base.class"));

    assertThat(Lowering.version(base)).isEqualTo(52);
    Map<String, Integer> methods = new TreeMap<>();
    new ClassReader(base)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] exceptions) {
                methods.put(name, access);
                return null;
              }
            },
            0);
    assertThat(methods)
        .containsEntry("hidden", Opcodes.ACC_FINAL)
        .containsEntry("counted", Opcodes.ACC_STATIC)
        .containsEntry("<init>", 0);
  }
}
