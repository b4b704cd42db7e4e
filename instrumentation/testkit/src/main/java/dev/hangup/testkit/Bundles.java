// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jars as OSGi and JBoss Modules load them: each by a loader of its own, which finds in other jars
 * only the packages that its manifest imports, and asks its parent for what is the JDK's.
 */
final class Bundles {

  /** One import of many, behind which may stand attributes with commas in quotes. */
  private static final Pattern IMPORT = Pattern.compile("([\\w.]+)((?:;[^,;\"]*(?:\"[^\"]*\")?)*)");

  private final List<Bundle> all = new ArrayList<>();

  /** The class path of an application that sees every package of every jar. */
  static ClassLoader of(List<URL> jars, List<URL> application, ClassLoader parent)
      throws IOException {
    Bundles bundles = new Bundles();
    for (URL jar : jars) {
      bundles.all.add(bundles.new Bundle(List.of(jar), imports(jar), parent));
    }
    return bundles.new Bundle(application, null, parent);
  }

  /** Null for a jar that does not say. */
  private static @Nullable Set<String> imports(URL jar) throws IOException {
    try (JarFile file = new JarFile(jar.getPath())) {
      Manifest manifest = file.getManifest();
      String header =
          manifest == null ? null : manifest.getMainAttributes().getValue("Import-Package");
      if (header == null) {
        return null;
      }
      Set<String> packages = new HashSet<>();
      Matcher each = IMPORT.matcher(header);
      while (each.find()) {
        packages.add(each.group(1));
      }
      return packages;
    }
  }

  private final class Bundle extends URLClassLoader {

    static {
      registerAsParallelCapable();
    }

    private final String name;
    private final @Nullable Set<String> imports;

    Bundle(List<URL> path, @Nullable Set<String> imports, ClassLoader parent) {
      super(path.toArray(new URL[0]), parent);
      this.name = "bundle " + path.get(0);
      this.imports = imports;
    }

    /** The parent was asked before. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Class<?> own = own(name);
      if (own != null) {
        return own;
      }
      int dot = name.lastIndexOf('.');
      if (imports == null || imports.contains(name.substring(0, Math.max(0, dot)))) {
        for (Bundle other : all) {
          Class<?> theirs = other.own(name);
          if (theirs != null) {
            return theirs;
          }
        }
      }
      throw new ClassNotFoundException(name + " is not imported by " + this.name);
    }

    private @Nullable Class<?> own(String name) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        try {
          return findResource(name.replace('.', '/') + ".class") == null
              ? null
              : super.findClass(name);
        } catch (ClassNotFoundException e) {
          return null;
        }
      }
    }

    /** Services and the like: containers have ways of their own to pass them on. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> found = Collections.list(super.getResources(name));
      for (Bundle other : all) {
        if (other != this) {
          found.addAll(Collections.list(other.findResources(name)));
        }
      }
      return Collections.enumeration(found);
    }
  }
}
