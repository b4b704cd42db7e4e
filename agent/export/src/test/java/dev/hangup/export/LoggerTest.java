// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.export.log.Logger;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggerTest {

  private static final String REAL = "java/util/logging/Logger";
  private static final String STAND_IN = Logger.class.getName().replace('.', '/');

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    Logger.to(lines::add);
  }

  @AfterEach
  void stop() {
    Logger.to(line -> {});
  }

  @Test
  void theStandInHasEveryMethodThatTheShadedLibrariesCall() throws IOException {
    Set<String> called = new TreeSet<>();
    Set<String> otherTypes = new TreeSet<>();
    List<Path> jars = libraries();
    assertThat(jars)
        .extracting(jar -> jar.getFileName().toString())
        .anyMatch(jar -> jar.startsWith("opentelemetry-sdk-trace"))
        .anyMatch(jar -> jar.startsWith("opentelemetry-exporter-prometheus"))
        .anyMatch(jar -> jar.startsWith("prometheus-metrics-model"));
    for (Path jar : jars) {
      collect(jar, called, otherTypes);
    }
    Set<String> offered = new TreeSet<>();
    for (Method method : Logger.class.getMethods()) {
      offered.add(
          method.getName()
              + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                  .toMethodDescriptorString());
    }
    assertThat(called).isNotEmpty();
    assertThat(offered)
        .containsAll(called.stream().map(method -> method.replace(REAL, STAND_IN)).toList());
    // Level and Handler need no log manager; any other type of that package would.
    assertThat(otherTypes).isSubsetOf("java/util/logging/Level", "java/util/logging/Handler");
  }

  /** What is shaded into the jar: the libraries of the class path that are not for tests. */
  private static List<Path> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.toString().matches(".*(opentelemetry|prometheus)-[^/]*\\.jar"))
        .filter(path -> !path.toString().matches(".*(opentelemetry-sdk-testing|-proto-).*"))
        .toList();
  }

  private static void collect(Path jar, Set<String> called, Set<String> otherTypes)
      throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        try (InputStream in = file.getInputStream(entry)) {
          new ConstantPool(new DataInputStream(in)).logging(called, otherTypes);
        }
      }
    }
  }

  @Test
  void warningsAreToldOnceWhateverTheirNumbers() {
    Logger logger = Logger.getLogger("io.opentelemetry.sdk.trace.export.BatchSpanProcessor");
    logger.log(Level.WARNING, "dropped 3 span(s), told once");
    logger.log(Level.WARNING, "dropped 71 span(s), told once");
    logger.log(Level.INFO, "of no interest");
    logger.fine("of no interest");
    assertThat(lines).containsExactly("OpenTelemetry: dropped 3 span(s), told once");
  }

  @Test
  void whatWasThrownIsNamedWithoutItsTrace() {
    Logger.getLogger("x").log(Level.SEVERE, "Hm", new IllegalStateException("boom"));
    assertThat(lines).containsExactly("OpenTelemetry: Hm (java.lang.IllegalStateException: boom)");
  }

  @Test
  void whatTheSenderTellsBetterIsLeftToIt() {
    Logger logger = Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter");
    logger.log(Level.SEVERE, "Failed to export 1 spans. The request could not be executed.");
    logger.log(
        Level.WARNING, "Failed to export 9 metrics. Server responded with HTTP status code 404");
    Logger.getLogger("reader").log(Level.WARNING, "Exporter failed");
    assertThat(lines).isEmpty();
    logger.log(
        Level.WARNING, "Failed to export spans. Request body size 9 exceeded limit of 1 bytes");
    assertThat(lines).hasSize(1);
  }

  @Test
  void consoleExportersWriteAllTheyHave() {
    Logger logger = Logger.getLogger("io.opentelemetry.exporter.logging.LoggingMetricExporter");
    logger.log(Level.INFO, "metric: {0}", "m");
    logger.log(Level.INFO, "metric: {0}", "m");
    assertThat(lines).containsExactly("metric: m", "metric: m");
    assertThat(logger.getHandlers()).isEmpty();
  }

  /** Just enough of a class file (JVMS 4.4) to see which methods it calls. */
  private static final class ConstantPool {

    private final Object[] entries;

    ConstantPool(DataInputStream in) throws IOException {
      in.readInt();
      in.readInt();
      entries = new Object[in.readUnsignedShort()];
      for (int i = 1; i < entries.length; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> entries[i] = in.readUTF();
          case 3, 4 -> in.readInt();
          case 5, 6 -> {
            in.readLong();
            i++;
          }
          case 7 -> entries[i] = new int[] {7, in.readUnsignedShort(), 0};
          case 8, 16, 19, 20 -> in.readUnsignedShort();
          case 9, 17, 18 -> in.readInt();
          case 10, 11, 12 ->
              entries[i] = new int[] {tag, in.readUnsignedShort(), in.readUnsignedShort()};
          case 15 -> {
            in.readUnsignedByte();
            in.readUnsignedShort();
          }
          default -> throw new IOException("constant of kind " + tag);
        }
      }
    }

    void logging(Set<String> called, Set<String> otherTypes) {
      List<int[]> references = new ArrayList<>();
      for (Object entry : entries) {
        if (entry instanceof int[] reference) {
          references.add(reference);
        }
      }
      for (int[] reference : references) {
        if (reference[0] == 7) {
          String type = text(reference[1]);
          if (type.startsWith("java/util/logging/") && !type.equals(REAL)) {
            otherTypes.add(type);
          }
        } else if (reference[0] == 10 && owner(reference).equals(REAL)) {
          int[] nameAndType = (int[]) entries[reference[2]];
          called.add(text(nameAndType[1]) + text(nameAndType[2]));
        }
      }
    }

    private String owner(int[] method) {
      return text(((int[]) entries[method[1]])[1]);
    }

    private String text(int index) {
      return (String) entries[index];
    }
  }
}
