// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecodeCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int decode(byte[] in, String... arguments) {
    return new DecodeCommand()
        .run(
            List.of(arguments),
            new ByteArrayInputStream(in),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
  }

  private int decode(String... arguments) {
    return decode(new byte[0], arguments);
  }

  @Test
  void everyFrameHasALine() {
    int exit =
        decode("01 02 6162 8900 8001 63 8204 00000000 8a01 00 8804 03e9 6f6b".split(" ", -1));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                offset  opcode        fin  rsv             mask        length
                     0  text          -    -               -                2
                     4  ping          fin  -               -                0
                     6  continuation  fin  -               -                1  ends a message of 3 in 2 frames
                     9  binary        fin  -               -                4
                    15  pong          fin  -               -                1
                    18  close         fin  -               -                4  1001 Going Away "ok"
            valid: 6 frames from a server
            """);
    assertThat(exit).isZero();
  }

  @Test
  void theFirstViolationIsTheLastThingSaid() {
    int exit = decode("8980 01020304 8882 01020304 02ef 8180 01020304");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                offset  opcode        fin  rsv             mask        length
                     0  ping          fin  -               masked           0
                     6  close         fin  -               masked           2  1005 No Status Received
            violation: reserved-close-code by the client in frame 1 at byte 13 (RFC 6455 7.4)
              The Close frame carries a code that must not be sent. Close with 1002 Protocol Error.
            """);
    assertThat(exit).isEqualTo(1);
  }

  /** As everywhere else: C0, C1 (9B begins a terminal's command) and marks of writing direction. */
  @Test
  void aReasonCannotMoveTheCursorNorTurnTheLine() {
    decode("88 0c 03e8 61 1b c29b c285 e280ae 62");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("1000 Normal Closure \"ab\"\n");
  }

  @Test
  void aHeaderThatIsWrongIsShownAsFarAsItGoes() {
    int exit = decode("8900 b3 7e 0100");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("     2  reserved 3    fin  rsv2,rsv3       -              256\n")
        .contains("violation: rsv2-set by the server in frame 1 at byte 2 (RFC 6455 5.2)\n");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void compressedMessagesAreInflatedAndJudged() {
    assertThat(decode("--deflate", "c1 07 f2 48 cd c9 c9 07 00")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("7  inflates to 5\n");
    assertThat(decode("--deflate", "c1 01 ff")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("violation: invalid-deflate");
    assertThat(decode("c1 07 f2 48 cd c9 c9 07 00")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("violation: rsv1-not-negotiated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # stream             | the end of it
          81                   | valid: 0 frames from a client; the bytes end inside a header
          81 05 61             | valid: 1 frame from a server; the bytes end after 1 of the last frame's 5
          01 01 61             | valid: 1 frame from a server; the last message is not finished
          81 80 00 00 00 00    | note: zero-mask at byte 2 (RFC 6455 5.3)
          """)
  void whatIsUnfinishedOrOddIsSaid(String hex, String end) {
    assertThat(decode(hex)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(end);
  }

  @Test
  void whoSentItIsSeenByTheMaskUnlessSaid() {
    assertThat(decode("81 00")).isZero();
    assertThat(decode("--from", "client", "81 00")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("violation: unmasked-client-frame");
    assertThat(decode("--from=server", "81 80 01 02 03 04")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("violation: masked-server-frame");
  }

  @Test
  void filesAndStandardInputMayBeBytesOrHex(@TempDir Path directory) throws Exception {
    byte[] bytes = HexFormat.of().parseHex("8205000102030a");
    Path raw = Files.write(directory.resolve("raw"), bytes);
    Path hex = Files.writeString(directory.resolve("hex"), "82 05 00 01\n02 03 0a\n");
    assertThat(decode(raw.toString())).isZero();
    String said = out.toString(StandardCharsets.UTF_8);
    out.reset();
    assertThat(decode(hex.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(said);
    out.reset();
    assertThat(decode(bytes, "-")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(said);
    out.reset();
    assertThat(decode("82050001 02030a".getBytes(StandardCharsets.US_ASCII))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # argument      | said
          no-such-file    | decode: neither a file nor hex: 'n' in "no"
          81 0            | decode: neither a file nor hex: "0" has an odd number of hex digits
          --from=nobody   | decode: --from wants client or server, not "nobody"
          --form=client   | decode: no such option: --form=client; there are --from and --deflate
          -               | decode: no bytes; give hex digits, the name of a file, or - for standard input
          """)
  void badInputIsOneClearLine(String argument, String line) {
    assertThat(decode(argument)).isEqualTo(Command.BAD_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(line + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void theCommandIsFoundByItsService() {
    assertThat(ServiceLoader.load(Command.class))
        .anyMatch(command -> command.name().equals("decode"));
  }

  @Test
  void aLengthThatCannotBeIsShownAsItWasSent() {
    assertThat(decode("82 7f ffffffffffffffff")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(" 18446744073709551615\n")
        .contains("length-top-bit");
  }
}
