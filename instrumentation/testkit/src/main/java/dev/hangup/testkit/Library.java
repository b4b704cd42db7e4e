// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.instrumentation.api.StackModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One version of a library in a class loader of its own, as an application would have it: it sees
 * the JDK, its jars, the classes of the application under test and nothing else of the agent. So
 * many versions run in one JVM, each transformed while it is loaded.
 */
public final class Library {

  private static final String TESTKIT = "dev.hangup.testkit.";

  /** Called by an application's classes once they are lowered, in place of what Java 8 lacks. */
  private static final String LOWERED = "dev.hangup.jdk.";

  /** Where Maven and Gradle put them. */
  private static final Pattern TEST_CLASSES =
      Pattern.compile(".*(test-classes|classes.\\w+.test|resources.test)");

  /** The trait of a version whose jars are loaded as a container's bundles are. */
  private static final String BUNDLES = "bundles";

  /**
   * More than any everyday matrix has. A sweep over a hundred versions must let go of the first.
   */
  private static final int KEPT = 6;

  private static final Map<StackVersion, Library> KNOWN =
      new LinkedHashMap<>(KEPT, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StackVersion, Library> eldest) {
          return size() > KEPT;
        }
      };

  private final ClassLoader loader;
  private final List<String> saidWhenTapped;

  private Library(ClassLoader loader, List<String> saidWhenTapped) {
    this.loader = loader;
    this.saidWhenTapped = saidWhenTapped;
  }

  /** The one of this version that all tests share; a version is resolved and loaded once. */
  public static synchronized Library shared(StackVersion version) {
    Library known = KNOWN.get(version);
    if (known == null) {
      known = fresh(version);
      KNOWN.put(version, known);
    }
    return known;
  }

  /** One more, whatever was loaded before. Starts the agent, so that no class comes before it. */
  public static Library fresh(StackVersion version) {
    Agent agent = Agent.underTest();
    List<URL> jars = jars(version);
    List<URL> own = testClasses();
    return version.has(BUNDLES)
        ? tapped(agent, bundles(jars, own))
        : tapped(agent, flat("library " + version, concat(jars, own), new Sieve()));
  }

  /** One more, with a jar beside it that an application would bring. */
  public static Library beside(StackVersion version, Path jar) {
    Agent agent = Agent.underTest();
    List<URL> all = concat(concat(jars(version), List.of(url(jar))), testClasses());
    return tapped(agent, flat("library " + version, all, new Sieve()));
  }

  /**
   * The same library once for each of the children: jars whose names begin with one of {@code
   * inChildren} in loaders of their own, the others in one parent, as servers have it.
   */
  public static List<Library> overLoaders(
      StackVersion version, int children, String... inChildren) {
    Agent agent = Agent.underTest();
    List<URL> below = new ArrayList<>();
    List<URL> above = new ArrayList<>();
    for (URL jar : jars(version)) {
      String name = jar.getPath().substring(jar.getPath().lastIndexOf('/') + 1);
      (Arrays.stream(inChildren).anyMatch(name::startsWith) ? below : above).add(jar);
    }
    ClassLoader parent = flat("parent of " + version, above, new Sieve());
    List<Library> libraries = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      libraries.add(
          tapped(agent, flat("child of " + version, concat(below, testClasses()), parent)));
    }
    return libraries;
  }

  private static Library tapped(Agent agent, ClassLoader loader) {
    Agent.takeSaid();
    for (StackModule module : agent.modules()) {
      Agent.load(module, loader);
    }
    return new Library(loader, Agent.takeSaid());
  }

  private static ClassLoader flat(String name, List<URL> path, ClassLoader parent) {
    return new URLClassLoader(path.toArray(new URL[0]), parent) {
      @Override
      public String toString() {
        return name;
      }
    };
  }

  private static ClassLoader bundles(List<URL> jars, List<URL> own) {
    try {
      return Bundles.of(jars, own, new Sieve());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<URL> jars(StackVersion version) {
    return MavenJars.of(version.artifacts()).stream().map(Library::url).toList();
  }

  /** Where the tests' own classes are, the application under test among them. */
  private static List<URL> testClasses() {
    return Arrays.stream(
            System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
        .filter(entry -> TEST_CLASSES.matcher(entry).matches())
        .map(entry -> url(Path.of(entry)))
        .toList();
  }

  private static List<URL> concat(List<URL> first, List<URL> second) {
    List<URL> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public ClassLoader loader() {
    return loader;
  }

  /**
   * What the agent said when this version's classes were tapped: a line for each that it left
   * alone.
   */
  public List<String> saidWhenTapped() {
    return saidWhenTapped;
  }

  /** A new instance of a class of the application under test. */
  public StackUnderTest application(String className) {
    try {
      return new InItsContext(
          Class.forName(className, true, loader)
              .asSubclass(StackUnderTest.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(className + " cannot be made", e);
    }
  }

  /** With the context class loader an application has: libraries look for their services there. */
  private record InItsContext(StackUnderTest application) implements StackUnderTest {

    @Override
    public int serve(Options options) throws Exception {
      ClassLoader before = enter();
      try {
        return application.serve(options);
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    @Override
    public void connect(int port, Options options) throws Exception {
      ClassLoader before = enter();
      try {
        application.connect(port, options);
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    @Override
    public void close() throws IOException {
      ClassLoader before = enter();
      try {
        application.close();
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    private ClassLoader enter() {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(application.getClass().getClassLoader());
      return before;
    }
  }

  /** Lets the JDK and the testkit through, and nothing else. */
  private static final class Sieve extends ClassLoader {

    Sieve() {
      super(ClassLoader.getSystemClassLoader().getParent());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(TESTKIT) || name.startsWith(LOWERED)) {
        return Library.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
