// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The jar this class came from. As a function it gives the bytes of an entry, null where there is
 * none. Stays open for the life of the JVM, as the JVM itself keeps the jar of an agent open.
 */
abstract class AgentJar implements Function<String, byte @Nullable []> {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private @Nullable Attributes manifest;

  static AgentJar ofThisClass() throws IOException, URISyntaxException {
    CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("the jar of the agent cannot be found");
    }
    return of(new File(source.getLocation().toURI()));
  }

  static AgentJar of(File file) throws IOException {
    if (file.isDirectory()) {
      throw new IOException(file + " is a directory, not the agent's jar");
    }
    return new InFile(file);
  }

  /** Where the loader that found this class gives entries, and does not say which file it reads. */
  static AgentJar of(URLClassLoader home) {
    return new InLoader(home);
  }

  /** False where somebody packed our classes into a jar of theirs. */
  boolean isTheAgent() throws IOException {
    return Agent.class.getName().equals(manifest().getValue("Premain-Class"));
  }

  String version() throws IOException {
    String version = manifest().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version == null ? "unknown" : version;
  }

  private synchronized Attributes manifest() throws IOException {
    Attributes read = manifest;
    if (read == null) {
      byte[] text = bytes(MANIFEST);
      read =
          text == null
              ? new Attributes()
              : new Manifest(new ByteArrayInputStream(text)).getMainAttributes();
      manifest = read;
    }
    return read;
  }

  /**
   * As text: a {@code java.net.URL} made early would look for stream handlers. Empty where there is
   * no address to give.
   */
  abstract String url();

  abstract byte @Nullable [] bytes(String name) throws IOException;

  @Override
  public byte @Nullable [] apply(String name) {
    try {
      return bytes(name);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name + " of " + this, e);
    }
  }

  private static final class InFile extends AgentJar {

    private final File file;
    private final ZipFile entries;

    InFile(File file) throws IOException {
      this.file = file;
      this.entries = new ZipFile(file);
    }

    @Override
    String url() {
      return file.toURI().toString();
    }

    @Override
    byte @Nullable [] bytes(String name) throws IOException {
      ZipEntry entry = entries.getEntry(name);
      if (entry == null || entry.isDirectory()) {
        return null;
      }
      byte[] bytes = new byte[(int) entry.getSize()];
      try (InputStream in = entries.getInputStream(entry)) {
        new DataInputStream(in).readFully(bytes);
      }
      return bytes;
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  private static final class InLoader extends AgentJar {

    private static final int CHUNK = 8192;

    private final URLClassLoader home;

    InLoader(URLClassLoader home) {
      this.home = home;
    }

    @Override
    String url() {
      return "";
    }

    /** Not by the loader's parents, which have a manifest too. */
    @Override
    byte @Nullable [] bytes(String name) throws IOException {
      URL entry = home.findResource(name);
      if (entry == null) {
        return null;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream(CHUNK);
      byte[] chunk = new byte[CHUNK];
      try (InputStream in = entry.openStream()) {
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          all.write(chunk, 0, read);
        }
      }
      return all.toByteArray();
    }

    @Override
    public String toString() {
      return home.toString();
    }
  }
}
