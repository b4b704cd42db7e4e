// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads what lies in one folder of the jar. Classes are stored as {@code .classdata}, so that no
 * other loader, and no scanner, takes them for classes.
 *
 * <p>Two of them exist: {@code inst/} with the core, whose parent is the platform loader and which
 * therefore sees nothing of the application; and below it one with the telemetry.
 */
public final class AgentLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String CLASS = ".class";
  private static final String STORED = ".classdata";

  private final String folder;
  private final Function<String, byte @Nullable []> jar;
  private final String jarUrl;
  private final ProtectionDomain domain;

  /**
   * A loader of one folder.
   *
   * @param folder ends with a slash
   * @param jar bytes of an entry of the jar, null where it has none
   * @param jarUrl where that jar is, for the addresses of resources; empty where it has no address
   */
  public AgentLoader(
      String folder, Function<String, byte @Nullable []> jar, String jarUrl, ClassLoader parent) {
    super(parent);
    this.folder = folder;
    this.jar = jar;
    this.jarUrl = jarUrl;
    this.domain = everythingAllowed();
  }

  static AgentLoader ofCore(AgentJar jar) {
    return new AgentLoader("inst/", jar, jar.url(), platformLoader());
  }

  /**
   * The top of every chain. Found by walking, since Java 8 has no method for it, and to call that
   * method reflectively loads a hundred classes of the JDK.
   */
  private static ClassLoader platformLoader() {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    for (ClassLoader up = loader.getParent(); up != null; up = loader.getParent()) {
      loader = up;
    }
    return loader;
  }

  /**
   * With a security manager (possible up to Java 23) our classes would get no permission at all.
   */
  private static ProtectionDomain everythingAllowed() {
    Permissions all = new Permissions();
    all.add(new AllPermission());
    CodeSource source = AgentLoader.class.getProtectionDomain().getCodeSource();
    return new ProtectionDomain(source, all);
  }

  /**
   * What the folder has comes before what a parent has: some other agent may have put a Byte Buddy
   * of its own where everybody sees it. And to ask the parents in vain about each of our classes
   * takes an application's start longer than to read them.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> own = findLoadedClass(name);
      if (own == null) {
        own = defined(name);
      }
      return own == null ? super.loadClass(name, resolve) : own;
    }
  }

  private @Nullable Class<?> defined(String name) {
    byte[] bytes = jar.apply(folder + name.replace('.', '/') + STORED);
    return bytes == null ? null : defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = jar.apply(stored(name));
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    String stored = stored(name);
    try {
      if (jar.apply(stored) == null) {
        return null;
      }
      return jarUrl.isEmpty()
          ? new URL(null, "hangup:" + stored, new EntryHandler(jar, stored))
          : new URL("jar:" + jarUrl + "!/" + stored);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(found));
  }

  private String stored(String name) {
    return folder
        + (name.endsWith(CLASS)
            ? name.substring(0, name.length() - CLASS.length()) + STORED
            : name);
  }

  @Override
  public String toString() {
    return "hangup " + folder;
  }
}
