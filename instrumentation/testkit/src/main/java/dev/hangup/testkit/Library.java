// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.instrumentation.api.StackModule;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One version of a library in a class loader of its own, as an application would have it: it sees
 * the JDK, its jars, the classes of the application under test and nothing else of ours. So many
 * versions run in one JVM, each transformed while it is loaded.
 */
public final class Library {

  private static final String TESTKIT = "dev.hangup.testkit.";

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

  private final URLClassLoader loader;
  private final List<String> saidWhenTapped;

  private Library(URLClassLoader loader, List<String> saidWhenTapped) {
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
    List<URL> path = new ArrayList<>();
    for (Path jar : MavenJars.of(version.artifacts())) {
      path.add(url(jar));
    }
    // Where the tests' own classes are, the application under test among them.
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (entry.endsWith("test-classes")) {
        path.add(url(Path.of(entry)));
      }
    }
    URLClassLoader loader =
        new URLClassLoader("library " + version, path.toArray(URL[]::new), new Sieve());
    Agent.takeSaid();
    for (StackModule module : agent.modules()) {
      Agent.load(module, loader);
    }
    return new Library(loader, Agent.takeSaid());
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
      return Class.forName(className, true, loader)
          .asSubclass(StackUnderTest.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(className + " cannot be made", e);
    }
  }

  /** Lets the JDK and the testkit through, and nothing else. */
  private static final class Sieve extends ClassLoader {

    Sieve() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(TESTKIT)) {
        return Library.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
