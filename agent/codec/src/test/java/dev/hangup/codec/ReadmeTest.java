// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The example in the README is this one, and it does what is said there. */
class ReadmeTest {

  @Test
  void theExampleIsTheOneThatRunsHere() throws Exception {
    String here = Files.readString(Path.of("src/test/java/dev/hangup/codec/ReadmeTest.java"));
    String example =
        here.substring(here.indexOf("// begin\n") + 9, here.indexOf("    // end\n"))
            .lines()
            .map(line -> line.replaceFirst("^ {4}", ""))
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + example + "\n```");
  }

  @Test
  void itFollowsADirectionAndNamesTheRuleThatWasBroken() {
    byte[] bytes = HexFormat.of().parseHex("810548656c6c6f880203ed");
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<String> seen = new ArrayList<>();
    class Listener extends Silent {
      @Override
      public void message(int opcode, long size, int frames, boolean compressed) {
        seen.add("a message of " + size + " bytes");
      }

      @Override
      public void violation(Violation violation) {
        seen.add(violation.rule().id() + " at byte " + violation.byteOffset());
      }
    }
    FrameListener listener = new Listener();
    // begin
    FrameReader reader = new FrameReader(Role.SERVER, listener); // what a server sends
    reader.negotiated(Extensions.parse("permessage-deflate")); // the header of the 101
    reader.read(buffer, 0, buffer.limit()); // any cut, heap or direct; its position stays
    // end

    assertThat(seen).containsExactly("a message of 5 bytes", "reserved-close-code at byte 10");
    assertThat(buffer.position()).isZero();
  }

  private static class Silent implements FrameListener {
    @Override
    public void frameStarted(int firstByte, boolean masked, long length) {}

    @Override
    public void frameEnded(int firstByte, long length) {}

    @Override
    public void message(int opcode, long size, int frames, boolean compressed) {}

    @Override
    public void ping(long fingerprint) {}

    @Override
    public void pong(long fingerprint) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {}
  }
}
