// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.lowering.JavaApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the jar, entry by entry where somebody else can see it. */
class JarContentsIT {

  private static final Map<String, byte[]> ENTRIES = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      for (var entry : jar.stream().toList()) {
        ENTRIES.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
      }
    }
  }

  @Test
  void theRootHoldsAFewClassesAndNothingToStumbleOver() {
    assertThat(
            ENTRIES.keySet().stream()
                .filter(name -> !name.matches("(inst|sdk|otel|stacks)/.*"))
                .toList())
        .containsExactly(
            "META-INF/LICENSE",
            "META-INF/MANIFEST.MF",
            "META-INF/NOTICE",
            "META-INF/licenses/ASM",
            "META-INF/sbom/hangup.cdx.json",
            "META-INF/services/io.opentelemetry.javaagent.extension.AgentListener",
            "dev/hangup/boot/Agent.class",
            "dev/hangup/boot/AgentJar$InFile.class",
            "dev/hangup/boot/AgentJar$InLoader.class",
            "dev/hangup/boot/AgentJar.class",
            "dev/hangup/boot/AgentLoader.class",
            "dev/hangup/boot/EntryHandler$Connection.class",
            "dev/hangup/boot/EntryHandler.class",
            "dev/hangup/boot/SettingsSnapshot.class",
            "dev/hangup/extension/OpenTelemetryExtension.class");
  }

  /**
   * No class file is newer than Java 8, and none refers to anything of the JDK that came later; but
   * for those of the seam that are loaded where it is there, a stack that came with it, events of
   * Flight Recorder, and what OpenTelemetry looks for first.
   */
  @Test
  void java8HasEverythingThatIsUsed() throws IOException {
    List<byte[]> classes = new ArrayList<>();
    ENTRIES.forEach(
        (name, bytes) -> {
          // The reporter is there twice, under two names of one API: one look is enough.
          if ((name.endsWith(".class") || name.endsWith(".classdata")) && !isInside(name)) {
            classes.add(bytes);
          }
        });
    Set<String> users = new TreeSet<>();
    Set<String> missing = JavaApi.ofJava8().missing(classes);
    missing.forEach(line -> users.add(line.substring(0, line.indexOf(':'))));

    assertThat(users)
        .as("%s", missing)
        .containsExactly(
            "dev/hangup/jdk/Memory9",
            "dev/hangup/jdk/Platform9",
            "dev/hangup/jdkclient/Exchange",
            "dev/hangup/jdkclient/Taps",
            "dev/hangup/live/flight/CloseEvent",
            "dev/hangup/live/flight/HandshakeEvent",
            "io/opentelemetry/exporter/internal/marshal/UnsafeStringEncoder",
            "io/opentelemetry/exporter/internal/marshal/UnsafeStringEncoder$UnsafeHolder");
  }

  private static boolean isInside(String entry) {
    return entry.startsWith("otel/");
  }

  @Test
  void whatRunsInsideOpenTelemetrysAgentKnowsItsNamesOnly() {
    Set<String> names = new TreeSet<>();
    ENTRIES.forEach(
        (name, bytes) -> {
          if (isInside(name) && name.endsWith(".classdata")) {
            names.addAll(references(bytes));
          }
        });

    assertThat(names)
        .contains("io/opentelemetry/javaagent/shaded/io/opentelemetry/api/GlobalOpenTelemetry")
        .noneMatch(name -> name.matches("io/opentelemetry/(api|context|common)/.*"));
  }

  /** Java 6 and 7 load it to be told that they are too old: nothing in it is linked at run time. */
  @Test
  void theRootIsForJvmsThatAreTooOld() {
    ENTRIES.forEach(
        (name, bytes) -> {
          if (name.endsWith(".class")) {
            assertThat(bytes[7]).as(name).isEqualTo((byte) Opcodes.V1_6);
            assertThat(references(bytes)).doesNotContain("java/lang/invoke/LambdaMetafactory");
          }
        });
  }

  @Test
  void everyClassIsVerified(@TempDir Path folder) throws Exception {
    Fork.Ended ended =
        Fork.in(folder)
            .option("-Xverify:all")
            .with(Fork.library("netty-4.2"))
            .run("app.Verified", Fork.JAR.toString());

    assertThat(ended.out()).containsExactly("many");
  }

  @Test
  void theFoldersAreTheLoaders() {
    assertThat(packages("inst/"))
        .containsExactlyInAnyOrder(
            "dev/hangup/boot",
            "dev/hangup/cli",
            "dev/hangup/close",
            "dev/hangup/codec",
            "dev/hangup/instrumentation",
            "dev/hangup/jdk",
            "dev/hangup/launcher",
            "dev/hangup/live",
            "dev/hangup/observer",
            "dev/hangup/tap",
            "dev/hangup/view",
            "java/lang",
            "net/bytebuddy",
            "startup-classes");
    assertThat(packages("sdk/"))
        .containsExactlyInAnyOrder(
            "dev/hangup/export", "dev/hangup/telemetry", "io/opentelemetry", "io/prometheus");
    assertThat(packages("otel/")).containsExactly("dev/hangup/telemetry");
    assertThat(packages("stacks/"))
        .containsExactlyInAnyOrder(
            "hashes",
            "index",
            "java-websocket/dev",
            "jdk-client/dev",
            "jetty/dev",
            "ktor/dev",
            "netty/dev",
            "okhttp/dev",
            "tomcat/dev",
            "tyrus/dev",
            "undertow/dev");
  }

  private static Set<String> packages(String folder) {
    return ENTRIES.keySet().stream()
        .filter(name -> name.startsWith(folder))
        .map(name -> name.substring(folder.length()))
        .filter(name -> !name.startsWith("META-INF/"))
        .map(name -> name.replaceAll("^(dev/hangup/[^/]+|[^/]+/[^/]+)/.*", "$1"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatIsReadAheadIsReadAsItIs() throws IOException {
    List<String> names =
        new String(ENTRIES.get("inst/startup-classes"), StandardCharsets.US_ASCII).lines().toList();

    assertThat(names).contains("dev.hangup.launcher.Engine", "net.bytebuddy.asm.Advice");
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      for (String name : names) {
        String entry = "inst/" + name.replace('.', '/') + ".classdata";
        assertThat(jar.getEntry(entry).getMethod()).as(entry).isEqualTo(ZipEntry.STORED);
      }
    }
  }

  @Test
  void byteBuddyIsWithoutNamesOfLocalVariablesButWithLineNumbers() {
    Set<String> attributes = new TreeSet<>();
    new ClassReader(ENTRIES.get("inst/net/bytebuddy/asm/Advice.classdata"))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitLineNumber(int line, Label start) {
                    attributes.add("line numbers");
                  }

                  @Override
                  public void visitLocalVariable(
                      String name, String type, String generic, Label start, Label end, int at) {
                    attributes.add("local variables");
                  }
                };
              }
            },
            0);

    assertThat(attributes).containsExactly("line numbers");
  }

  @Test
  void noFolderHoldsAClassThatAScannerWouldFind() {
    assertThat(ENTRIES.keySet())
        .noneMatch(name -> name.matches("(inst|sdk|stacks)/.*\\.class"))
        .noneMatch(name -> name.endsWith("module-info.classdata"))
        .noneMatch(name -> name.contains("META-INF/versions/"));
  }

  @Test
  void theIndexNamesTheStacksTheirModulesAndTheClassesTheyTap() {
    List<String> lines =
        new String(ENTRIES.get("stacks/index"), StandardCharsets.US_ASCII).lines().toList();

    assertThat(lines)
        .extracting(line -> line.replaceFirst("^(\\S+ \\S+) .*", "$1"))
        .containsExactly(
            "java-websocket dev.hangup.javawebsocket.JavaWebSocketModule",
            "jdk-client dev.hangup.jdkclient.JdkClientModule",
            "jetty dev.hangup.jetty.JettyModule",
            "jetty dev.hangup.jetty9.Jetty9Module",
            "ktor dev.hangup.ktor.KtorModule",
            "netty dev.hangup.netty.NettyModule",
            "okhttp dev.hangup.okhttp.OkHttpModule",
            "tomcat dev.hangup.tomcat.TomcatModule",
            "tyrus dev.hangup.tyrus.TyrusModule",
            "undertow dev.hangup.undertow.UndertowModule");
    assertThat(lines.get(5).split(" ", -1))
        .contains(
            "io.netty.util.DefaultAttributeMap",
            "io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder");
    assertThat(ENTRIES).containsKey("stacks/netty/dev/hangup/netty/NettyModule.classdata");
  }

  @Test
  void theManifestSaysWhatTheJvmMustKnow() throws IOException {
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      Map<String, String> manifest = new TreeMap<>();
      jar.getManifest()
          .getMainAttributes()
          .forEach((name, value) -> manifest.put(name.toString(), value.toString()));

      assertThat(manifest)
          .containsOnly(
              entry("Agent-Class", "dev.hangup.boot.Agent"),
              entry("Can-Retransform-Classes", "true"),
              entry("Implementation-Title", "hangup"),
              entry("Implementation-Version", System.getProperty("hangup.version")),
              entry("Main-Class", "dev.hangup.boot.Agent"),
              entry("Manifest-Version", "1.0"),
              entry("Premain-Class", "dev.hangup.boot.Agent"));
    }
  }

  @Test
  void theSdkLogsToUsAndNotToTheLogManager() {
    ENTRIES.forEach(
        (name, bytes) -> {
          if (name.startsWith("sdk/") && name.endsWith(".classdata")) {
            assertThat(references(bytes)).as(name).doesNotContain("java/util/logging/Logger");
          }
        });
  }

  private static Set<String> references(byte[] classFile) {
    Set<String> found = new HashSet<>();
    Remapper collector =
        new Remapper(Opcodes.ASM9) {
          @Override
          public @Nullable String map(String internalName) {
            found.add(internalName);
            return internalName;
          }
        };
    new ClassReader(classFile).accept(new ClassRemapper(new ClassWriter(0), collector), 0);
    return found;
  }

  @Test
  void everyServiceNamedIsThere() throws IOException {
    for (Map.Entry<String, byte[]> entry : ENTRIES.entrySet()) {
      int services = entry.getKey().indexOf("META-INF/services/");
      if (services > 0) {
        String folder = entry.getKey().substring(0, services);
        new String(entry.getValue(), StandardCharsets.UTF_8)
            .lines()
            .forEach(
                provider ->
                    assertThat(ENTRIES)
                        .containsKey(folder + provider.replace('.', '/') + ".classdata"));
      }
    }
  }

  @Test
  void itStaysBelowNineMegabytes() throws IOException {
    assertThat(Files.size(Fork.JAR)).isLessThan(9_000_000);
  }

  @Test
  void theLicenceIsTheProjects() throws IOException {
    try (InputStream in = Files.newInputStream(java.nio.file.Path.of("../../LICENSE"))) {
      assertThat(ENTRIES.get("META-INF/LICENSE")).isEqualTo(in.readAllBytes());
    }
  }
}
