// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.launcher.Preload;
import dev.hangup.launcher.StackIndex;
import dev.hangup.lowering.Lowering;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.jar.Attributes;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts the jar together from the class path of this module: a root with the few classes the JVM
 * must find, and a folder per loader with everything else, stored as {@code .classdata} so that
 * other tools do not take it for classes.
 *
 * <p>Arguments: the jar to write, its version, its time stamp, the folder with the licence texts,
 * the file that names the classes needed first, the list of what is inside, the class path.
 */
public final class Assembly {

  private static final String CORE = "inst/";
  private static final String SDK = "sdk/";
  private static final String OURS = "hangup-";

  /** What reports through OpenTelemetry's API, and that API's names inside its agent. */
  private static final String REPORTER = "hangup-telemetry";

  private static final String OTEL = "otel/";

  /** Which libraries are inside, in the form of CycloneDX. */
  static final String BILL_OF_MATERIALS = "META-INF/sbom/hangup.cdx.json";

  /** The root of the jar. */
  private static final List<String> ROOT_ARTIFACTS = List.of("hangup-boot", "hangup-extension");

  /** The artifacts of the core; every other one that is not a stack is telemetry's. */
  private static final List<String> CORE_ARTIFACTS =
      List.of(
          "hangup-jdk",
          "hangup-tap",
          "hangup-codec",
          "hangup-close",
          "hangup-observer",
          "hangup-live",
          "hangup-cli",
          "hangup-view",
          "hangup-instrumentation-api",
          "hangup-launcher",
          "byte-buddy");

  /** Byte Buddy's matching by rules and its build plugins: we match by name, and while running. */
  private static final List<String> NOT_NEEDED =
      List.of("net/bytebuddy/agent/builder/", "net/bytebuddy/build/");

  /** Loaded by the application's loader in the root, and by the core to make loaders below it. */
  private static final List<String> SHARED =
      List.of("dev/hangup/boot/AgentLoader.", "dev/hangup/boot/EntryHandler");

  private final List<InputJar> inputs = new ArrayList<>();

  /** By the jar itself: the artifacts of two generations may differ in no more than a number. */
  private final Map<InputJar, StackModule> stacks = new HashMap<>();

  private final OutputJar output;

  private Assembly(OutputJar output) {
    this.output = output;
  }

  /** See the class comment for the arguments. */
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    OutputJar output = new OutputJar(manifest(arguments[1]), OffsetDateTime.parse(arguments[2]));
    Assembly assembly = new Assembly(output);
    for (String element : arguments[6].split(File.pathSeparator, -1)) {
      if (element.endsWith(".jar")) {
        assembly.inputs.add(new InputJar(Path.of(element)));
      }
    }
    assembly.lowerClasses();
    assembly.findStacks();
    assembly.addLicences(Path.of(arguments[3]));
    assembly.addClasses();
    assembly.addIndex();
    assembly.addStartup(Path.of(arguments[4]));
    output.add(BILL_OF_MATERIALS, Files.readAllBytes(Path.of(arguments[5])));
    output.write(target);
  }

  private static Map<String, String> manifest(String version) {
    return Map.of(
        "Premain-Class",
        "dev.hangup.boot.Agent",
        "Agent-Class",
        "dev.hangup.boot.Agent",
        "Main-Class",
        "dev.hangup.boot.Agent",
        "Can-Retransform-Classes",
        "true",
        Attributes.Name.IMPLEMENTATION_TITLE.toString(),
        "hangup",
        Attributes.Name.IMPLEMENTATION_VERSION.toString(),
        version);
  }

  /** Ours are compiled for Java 17, what others gave us is for Java 8. */
  private void lowerClasses() {
    List<InputJar> ours =
        inputs.stream().filter(input -> input.artifact().startsWith(OURS)).toList();
    List<byte[]> classes = new ArrayList<>();
    ours.forEach(input -> input.forEachClass((name, bytes) -> classes.add(bytes)));
    Lowering lowering = Lowering.of(classes);
    ours.forEach(input -> input.replaceClasses(lowering::lowered));
  }

  private void findStacks() {
    for (StackModule module : ServiceLoader.load(StackModule.class)) {
      String file = module.getClass().getName().replace('.', '/') + ".class";
      InputJar home =
          inputs.stream()
              .filter(input -> input.has(file))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(module.name() + " is in no jar"));
      stacks.put(home, module);
    }
  }

  private void addLicences(Path folder) throws IOException {
    for (String name : List.of("LICENSE", "NOTICE")) {
      output.add("META-INF/" + name, Files.readAllBytes(folder.resolve(name)));
    }
    for (InputJar input : inputs) {
      if (input.artifact().equals("byte-buddy")) {
        output.add("META-INF/licenses/ASM", input.bytes("META-INF/licenses/ASM"));
      }
    }
  }

  private void addClasses() {
    LoggerStandIn logger = LoggerStandIn.in(inputs);
    for (InputJar input : inputs) {
      String folder = folder(input);
      if (folder.isEmpty()) {
        addRoot(input);
      } else {
        input.forEach((name, bytes) -> addTo(folder, name, bytes, logger));
      }
      if (input.artifact().equals(REPORTER)) {
        input.forEach((name, bytes) -> addInside(name, bytes));
      }
    }
  }

  private void addInside(String name, byte[] bytes) {
    boolean isClass = name.endsWith(".class");
    output.add(stored(OTEL, name), isClass ? ShadedApi.usedBy(bytes) : bytes);
  }

  private void addRoot(InputJar boot) {
    boot.forEach(
        (name, bytes) -> {
          if (name.startsWith("java/")) {
            output.add(stored(CORE, name), bytes);
          } else if (name.endsWith(".class")) {
            output.add(name, forWhoeverAsks(bytes));
            if (SHARED.stream().anyMatch(name::startsWith)) {
              output.keepPlain(name);
              output.add(stored(CORE, name), bytes);
            }
          } else {
            output.add(name, bytes);
          }
        });
  }

  /**
   * The root must be loaded by JVMs that are too old, to tell them so. It has nothing that Java 6
   * does not know but calls of methods, which are looked for when they are made.
   */
  private static byte[] forWhoeverAsks(byte[] classFile) {
    byte[] older = classFile.clone();
    older[7] = Opcodes.V1_6; // u4 magic, u2 minor, u2 major
    return older;
  }

  private void addTo(String folder, String name, byte[] bytes, LoggerStandIn logger) {
    if (NOT_NEEDED.stream().anyMatch(name::startsWith)) {
      return;
    }
    if (name.startsWith("META-INF/services/")) {
      if (!folder.startsWith(StackIndex.FOLDER)) {
        output.addLines(folder + name, new String(bytes, StandardCharsets.UTF_8));
      }
    } else if (name.endsWith(".class")) {
      output.add(stored(folder, name), changed(folder, name, bytes, logger));
    } else {
      output.add(folder + name, bytes);
    }
  }

  private static byte[] changed(String folder, String name, byte[] bytes, LoggerStandIn logger) {
    if (folder.equals(SDK)) {
      return logger.usedBy(name, bytes);
    }
    return name.startsWith("net/bytebuddy/") ? LocalNames.leftOut(bytes) : bytes;
  }

  /**
   * The classes a server waits for until its first connection: read as they are, and ahead of time.
   * A name of something that is no more does no harm; how well the list fits is for a test to say.
   */
  private void addStartup(Path list) throws IOException {
    StringBuilder names = new StringBuilder();
    for (String name : Files.readAllLines(list, StandardCharsets.US_ASCII)) {
      if (output.keepPlain(stored(CORE, name.replace('.', '/') + ".class"))) {
        names.append(name).append('\n');
      }
    }
    output.add(CORE + Preload.LIST, names.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static String stored(String folder, String classFile) {
    return folder + classFile.replaceFirst("\\.class$", ".classdata");
  }

  private String folder(InputJar input) {
    StackModule stack = stacks.get(input);
    if (stack != null) {
      return StackIndex.FOLDER + stack.name() + '/';
    }
    String artifact = input.artifact();
    if (ROOT_ARTIFACTS.contains(artifact)) {
      return "";
    }
    return CORE_ARTIFACTS.contains(artifact) ? CORE : SDK;
  }

  private void addIndex() {
    TreeSet<String> lines = new TreeSet<>();
    stacks.values().forEach(stack -> lines.add(StackIndex.line(stack)));
    output.add(
        StackIndex.FILE, (String.join("\n", lines) + '\n').getBytes(StandardCharsets.US_ASCII));
    output.add(StackIndex.HASHES, StackIndex.hashes(lines));
    output.keepPlain(StackIndex.FILE);
    output.keepPlain(StackIndex.HASHES);
  }

  /** Lets lambdas read files. */
  static <T> T unchecked(IoSupplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads something. */
  @FunctionalInterface
  interface IoSupplier<T> {
    T get() throws IOException;
  }
}
