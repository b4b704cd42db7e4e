// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.jdk.Java;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * An application whose source is among the test resources and is compiled against the very version
 * under test: a library's generations may share the names of their classes but not their shapes, so
 * one class path cannot compile for two of them. What differs in names only ({@code javax} and
 * {@code jakarta}) is replaced in the source.
 */
public abstract class CompiledApplication implements StackUnderTest {

  private static final String CLASS = ".class";

  /** The least that a JDK which builds is of, and knows. */
  private static final int RELEASE_OF_THE_BUILD = 17;

  /** Of an application's class, which a version under test has for itself. */
  private static final ClassValue<Map<List<String>, Class<?>>> COMPILED =
      new ClassValue<>() {
        @Override
        protected Map<List<String>, Class<?>> computeValue(Class<?> application) {
          return new HashMap<>();
        }
      };

  private final StackUnderTest application;

  /**
   * Compiles once per version.
   *
   * @param source simple name of a class in {@code applications}
   * @param replacements what to replace in it, and by what, in turns
   */
  protected CompiledApplication(String source, String... replacements) {
    try {
      application =
          (StackUnderTest)
              compiled(getClass(), source, replacements).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(source + " cannot be made", e);
    }
  }

  /** Whether the version under test, which has this application, has this class. */
  protected static boolean has(Class<?> application, String className) {
    try {
      Class.forName(className, false, application.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public int serve(Options options) throws Exception {
    return application.serve(options);
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    application.connect(port, options);
  }

  @Override
  public void close() throws IOException {
    application.close();
  }

  private static synchronized Class<?> compiled(
      Class<?> application, String source, String... replacements) throws ClassNotFoundException {
    List<String> key = Stream.concat(Stream.of(source), Stream.of(replacements)).toList();
    Map<List<String>, Class<?>> compiled = COMPILED.get(application);
    Class<?> known = compiled.get(key);
    if (known == null) {
      ClassLoader library = application.getClassLoader();
      String text = text(application, source);
      for (int i = 0; i < replacements.length; i += 2) {
        text = text.replace(replacements[i], replacements[i + 1]);
      }
      known =
          Class.forName(
              "applications." + source, true, new Loader(library, compile(library, source, text)));
      compiled.put(key, known);
    }
    return known;
  }

  private static String text(Class<?> application, String source) {
    try (InputStream in = application.getResourceAsStream("/applications/" + source + ".java")) {
      return new String(Objects.requireNonNull(in, source).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> compile(ClassLoader library, String source, String text) {
    try {
      Path folder = Files.createTempDirectory("hangup");
      try {
        Path file =
            Files.createDirectories(folder.resolve("applications")).resolve(source + ".java");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        javac(
            "--release",
            Integer.toString(Math.min(Java.RELEASE, RELEASE_OF_THE_BUILD)),
            "-encoding",
            "UTF-8",
            "-classpath",
            classPath(library),
            "-proc:none",
            "-nowarn",
            "-d",
            folder.toString(),
            file.toString());
        return classes(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The compiler of this JVM; where it has none, that of the JDK that builds. */
  private static void javac(String... arguments) throws IOException {
    JavaCompiler here = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result =
        here == null ? javacOutside(said, arguments) : here.run(null, said, said, arguments);
    if (result != 0) {
      throw new IllegalStateException(said.toString("UTF-8"));
    }
  }

  private static int javacOutside(OutputStream said, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("hangup.test.jdk"), "bin", "javac").toString());
    command.addAll(Arrays.asList(arguments));
    Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
    said.write(javac.getInputStream().readAllBytes());
    try {
      return javac.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> classes(Path folder) throws IOException {
    Map<String, byte[]> classes = new HashMap<>();
    for (Path file : below(folder)) {
      String name = folder.relativize(file).toString();
      if (name.endsWith(CLASS)) {
        classes.put(
            name.substring(0, name.length() - CLASS.length()).replace(File.separatorChar, '.'),
            Files.readAllBytes(file));
      }
    }
    return classes;
  }

  /** Folders before what is in them. */
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.collect(Collectors.toList());
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = below(folder);
    Collections.reverse(all);
    for (Path each : all) {
      Files.delete(each);
    }
  }

  /** The version under test, and the testkit, which is in another loader. */
  private static String classPath(ClassLoader library) {
    URL testkit = StackUnderTest.class.getProtectionDomain().getCodeSource().getLocation();
    return Stream.concat(
            Stream.iterate(library, Objects::nonNull, ClassLoader::getParent)
                .filter(URLClassLoader.class::isInstance)
                .flatMap(loader -> Stream.of(((URLClassLoader) loader).getURLs())),
            Stream.of(testkit))
        .map(CompiledApplication::path)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String path(URL url) {
    try {
      return Paths.get(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(ClassLoader library, Map<String, byte[]> classes) {
      super(library);
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
