// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproducibleIT {

  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @TempDir Path folder;

  @AfterEach
  void putBack() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
  }

  @Test
  void elsewhereAndInAnotherOrderTheSameJarComesOut() throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
    Locale.setDefault(Locale.forLanguageTag("tr"));
    List<String> parts =
        Arrays.asList(System.getProperty("hangup.parts", "").split(File.pathSeparator, -1));
    Collections.reverse(parts);
    Path again = folder.resolve("again.jar");

    Assembly.main(
        new String[] {
          again.toString(),
          System.getProperty("hangup.version"),
          System.getProperty("hangup.timestamp"),
          "src/main/notice",
          "src/main/startup/classes",
          "target/hangup.cdx.json",
          String.join(File.pathSeparator, parts)
        });

    assertThat(Files.mismatch(again, Fork.JAR)).isEqualTo(-1);
  }
}
