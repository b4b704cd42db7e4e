// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Links every class of the agent, so that the JVM reads and verifies it, and prints what it does
 * not like. The argument is the agent's jar. Classes of libraries that are not here are not missed.
 */
public final class Verified {

  private static final String STORED = ".classdata";

  private Verified() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipFile jar = new ZipFile(arguments[0])) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        files.put(entry.getName(), read(jar.getInputStream(entry)));
      }
    }
    Map<String, Folder> folders = new HashMap<>();
    ClassLoader jdk = ClassLoader.getSystemClassLoader().getParent();
    folders.put("inst/", new Folder("inst/", files, jdk, jdk));
    folders.put("sdk/", new Folder("sdk/", files, folders.get("inst/"), jdk));
    int linked = 0;
    for (String file : files.keySet()) {
      if (file.endsWith(STORED) && !file.startsWith("inst/java/")) {
        String folder =
            file.startsWith("stacks/")
                ? file.substring(0, file.indexOf('/', "stacks/".length()) + 1)
                : file.substring(0, file.indexOf('/') + 1);
        ClassLoader application = Verified.class.getClassLoader();
        Folder loader =
            folders.computeIfAbsent(
                folder, any -> new Folder(folder, files, folders.get("inst/"), application));
        linked += link(loader, file.substring(folder.length(), file.length() - STORED.length()));
      }
    }
    System.out.println(linked > 1000 ? "many" : "only " + linked);
  }

  private static int link(ClassLoader loader, String internalName) {
    try {
      Class<?> loaded = Class.forName(internalName.replace('/', '.'), false, loader);
      return loaded.getDeclaredConstructors().length < 0 ? 0 : 1;
    } catch (NoClassDefFoundError | ClassNotFoundException e) {
      String missing = String.valueOf(e.getMessage()).replace('.', '/');
      if (missing.contains("dev/hangup") || missing.contains("java/")) {
        System.out.println(internalName + ": " + e);
      }
    } catch (LinkageError e) {
      System.out.println(internalName + ": " + e);
    }
    return 0;
  }

  static byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      all.write(chunk, 0, read);
    }
    return all.toByteArray();
  }

  /** What lies in a folder of the jar, then the core's, then what the last one has. */
  private static final class Folder extends ClassLoader {
    private final String folder;
    private final Map<String, byte[]> files;
    private final ClassLoader core;

    Folder(String folder, Map<String, byte[]> files, ClassLoader core, ClassLoader last) {
      super(last);
      this.folder = folder;
      this.files = files;
      this.core = core;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        byte[] bytes = files.get(folder + name.replace('.', '/') + STORED);
        if (bytes != null) {
          return defineClass(name, bytes, 0, bytes.length);
        }
        try {
          return core.loadClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
    }
  }
}
