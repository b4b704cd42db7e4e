// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
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
final class AgentJar implements Function<String, byte @Nullable []> {

  private final File file;
  private final ZipFile entries;
  private final Attributes manifest;

  private AgentJar(File file, ZipFile entries) throws IOException {
    this.file = file;
    this.entries = entries;
    byte[] text = bytes("META-INF/MANIFEST.MF");
    this.manifest =
        text == null
            ? new Attributes()
            : new Manifest(new ByteArrayInputStream(text)).getMainAttributes();
  }

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
    return new AgentJar(file, new ZipFile(file));
  }

  /** False where somebody packed our classes into a jar of theirs. */
  boolean isTheAgent() {
    return Agent.class.getName().equals(manifest.getValue("Premain-Class"));
  }

  String version() {
    String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version == null ? "unknown" : version;
  }

  /** As text: a {@code java.net.URL} made early would look for stream handlers. */
  String url() {
    return file.toURI().toString();
  }

  @Override
  public byte @Nullable [] apply(String name) {
    try {
      return bytes(name);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name + " of " + file, e);
    }
  }

  private byte @Nullable [] bytes(String name) throws IOException {
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
