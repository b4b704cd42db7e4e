// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HexTextTest {

  private static final String HELLO = "810548656c6c6f";

  /** "Hello" twice, the second time as the letters "abcdefabcdef", which are hex digits too. */
  private static final String LONG = "810548656c6c6f810c616263646566616263646566";

  private static String parse(String text) throws HexText.Unreadable {
    return HexFormat.of().formatHex(HexText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "810548656c6c6f",
        "810548656C6C6F",
        "81 05 48 65 6c 6c 6f",
        "8105 4865 6c6c 6f",
        "81:05:48:65:6c:6c:6f",
        "81-05-48-65-6C-6C-6F",
        "0x81 0x05 0x48 0x65 0x6c 0x6c 0x6f",
        "0x810548656c6c6f",
        "0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f,",
        "{ (byte) 0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f };",
        "\"\\x81\\x05\\x48\\x65\\x6c\\x6c\\x6f\"",
        "['81', '05', '48', '65', '6c', '6c', '6f']",
        "81 05 | 48 65 6c 6c 6f",
        "\n81 05\r\n\r\n48 65 6c\n6c 6f\n",
        "00000000: 8105 4865 6c6c 6f                        ..Hello",
        "00000000  81 05 48 65 6c 6c 6f                              |..Hello|\n00000007",
        "0000000 81 05 48 65 6c 6c 6f\n0000007",
        "0000   81 05 48 65 6c 6c 6f                              ..Hello",
        """
                 +-------------------------------------------------+
                 |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
        +--------+-------------------------------------------------+----------------+
        |00000000| 81 05 48 65 6c 6c 6f                            |..Hello         |
        +--------+-------------------------------------------------+----------------+"""
      })
  void helloIsReadHoweverItIsPasted(String text) throws Exception {
    assertThat(parse(text)).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        00000000: 8105 4865 6c6c 6f81 0c61 6263 6465 6661  ..Hello..abcdefa
        00000010: 6263 6465 66                             bcdef
        """,
        """
        00000000  81 05 48 65 6c 6c 6f 81  0c 61 62 63 64 65 66 61  |..Hello..abcdefa|
        00000010  62 63 64 65 66                                    |bcdef|
        00000015
        """,
        """
        0000   81 05 48 65 6c 6c 6f 81 0c 61 62 63 64 65 66 61   ..Hello..abcdefa
        0010   62 63 64 65 66                                    bcdef
        """
      })
  void theLettersBesideADumpAreNotBytes(String dump) throws Exception {
    assertThat(parse(dump)).isEqualTo(LONG);
  }

  @Test
  void aStreamThatBeginsWithZerosIsNotADump() throws Exception {
    assertThat(parse("00000000")).isEqualTo("00000000");
    assertThat(parse("0000 8105")).isEqualTo("00008105");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # pasted     | said
          81 0         | "0" has an odd number of hex digits
          81 zz        | 'z' in "zz"
          """)
  void whatIsNotHexIsNamed(String text, String message) {
    assertThatThrownBy(() -> HexText.parse(text)).hasMessage(message);
  }

  @Test
  void theLineIsNamedWhereThereAreSeveral() {
    assertThatThrownBy(() -> HexText.parse("81 05\n4x")).hasMessage("line 2: 'x' in \"4x\"");
  }
}
