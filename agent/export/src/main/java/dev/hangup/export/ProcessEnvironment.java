// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** What this process can see of where it runs. Opens no connection and runs no program. */
interface ProcessEnvironment {

  /** The text of a small file; null where there is none to read. */
  @Nullable String text(String path);

  @Nullable String property(String name);

  @Nullable String variable(String name);

  boolean isFile(String path);

  /** The main attributes of a jar; none where they cannot be read. */
  Attributes manifest(String jar);

  /** The real ones. */
  ProcessEnvironment OURS =
      new ProcessEnvironment() {

        /** Files of {@code /proc} have no size, and a mount table is long on some hosts. */
        private static final int MOST = 256 * 1024;

        @Override
        public @Nullable String text(String path) {
          try (InputStream in = new FileInputStream(path)) {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
          } catch (IOException | RuntimeException e) {
            return null;
          }
        }

        @Override
        public @Nullable String property(String name) {
          return System.getProperty(name);
        }

        @Override
        public @Nullable String variable(String name) {
          return System.getenv(name);
        }

        @Override
        public boolean isFile(String path) {
          return new File(path).isFile();
        }

        @Override
        public Attributes manifest(String jar) {
          try (JarFile file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
          } catch (IOException | RuntimeException e) {
            return new Attributes();
          }
        }
      };
}
