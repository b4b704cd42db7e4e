// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each rule with the shortest stream that breaks it and, below it, the nearest legal neighbour. */
final class RuleTableTest {

  private static final int EVERY_SPLIT_UP_TO = 40;
  private static final int SPLITS = 60;

  /**
   * One stream.
   *
   * @param setting who sends: C or S; what was negotiated: d for deflate, x for something unknown;
   *     10 for limits of 10 bytes per frame and 12 per message
   * @param verdict the rule, the frame and the byte that broke it; or the note; or nothing
   */
  private record Row(String story, String setting, String hex, String verdict) {
    Role sender() {
      return setting.startsWith("C") ? Role.CLIENT : Role.SERVER;
    }

    Extensions extensions() {
      return new Extensions(setting.contains("d"), setting.contains("x"));
    }

    SizeLimits limits() {
      return setting.endsWith("10") ? new SizeLimits(10, 12) : SizeLimits.NONE;
    }

    @Override
    public String toString() {
      return story;
    }
  }

  private static final String TABLE =
      """
      # what comes                            | from | on the wire                       | rule @frame:byte

      RSV1 on text, nothing negotiated        | S    | c1 00                             | rsv1-not-negotiated @0:0
      RSV1 on text, deflate negotiated        | Sd   | c1 01 00                          |
      RSV1 on text, something negotiated      | Sx   | c1 00                             |
      RSV1 on a Ping                          | Sd   | c9 00                             | rsv1-on-control-frame @0:0
      RSV1 on a Ping, nothing negotiated      | S    | c9 00                             | rsv1-not-negotiated @0:0
      a plain Ping, deflate negotiated        | Sd   | 89 00                             |
      RSV1 on a continuation                  | Sd   | 41 01 00 c0 00                    | rsv1-on-continuation @1:3
      RSV1 on the first fragment only         | Sd   | 41 01 00 80 01 00                 |
      RSV2                                    | Sd   | a2 00                             | rsv2-set @0:0
      RSV2, something negotiated              | Sx   | a2 00                             |
      RSV3                                    | Sd   | 92 00                             | rsv3-set @0:0
      RSV3, something negotiated              | Sx   | 92 00                             |

      opcode 3, first of the reserved         | S    | 83 00                             | reserved-opcode @0:0
      opcode 7, last of the reserved          | S    | 87 00                             | reserved-opcode @0:0
      opcode 3, something negotiated          | Sx   | 83 00                             |
      opcode 2                                | S    | 82 00                             |
      opcode 11, first of the reserved        | S    | 8b 00                             | reserved-control-opcode @0:0
      opcode 15, last of the reserved         | S    | 8f 00                             | reserved-control-opcode @0:0
      opcode 11, something negotiated         | Sx   | 8b 00                             |
      opcode 10                               | S    | 8a 00                             |

      a Ping without FIN                      | S    | 09 00                             | fragmented-control-frame @0:0
      a Ping inside a message                 | S    | 01 01 61 89 00 80 00              |
      a Close without FIN                     | S    | 08 00                             | fragmented-control-frame @0:0
      a continuation of nothing               | S    | 80 00                             | orphan-continuation @0:0
      a continuation after a whole message    | S    | 81 00 80 00                       | orphan-continuation @1:2
      a continuation                          | S    | 01 01 61 80 00                    |
      text inside a message                   | S    | 01 01 61 81 00                    | data-inside-message @1:3
      binary inside a message                 | S    | 02 01 61 82 00                    | data-inside-message @1:3
      text after a finished message           | S    | 01 01 61 80 00 81 00              |

      text after Close                        | S    | 88 00 81 00                       | frame-after-close @1:2
      text before Close                       | S    | 81 00 88 00                       |
      a continuation after Close              | S    | 01 01 61 88 00 80 00              | frame-after-close @2:5
      a Pong after Close                      | S    | 88 00 8a 00                       | ~control-after-close @1:2
      a second Close                          | S    | 88 00 88 00                       | ~control-after-close @1:2

      an unmasked frame from a client         | C    | 81 00                             | unmasked-client-frame @0:1
      a masked frame from a client            | C    | 81 80 01 02 03 04                 |
      a masked frame from a server            | S    | 81 80 01 02 03 04                 | masked-server-frame @0:1
      an unmasked frame from a server         | S    | 81 00                             |
      a mask of zeros                         | C    | 81 80 00 00 00 00                 | ~zero-mask @0:2
      a mask of zeros but for one bit         | C    | 81 80 00 00 00 01                 |

      a Ping of 126 bytes                     | S    | 89 7e 00 7e 00*126                | control-frame-too-long @0:1
      a Ping of 125 bytes                     | S    | 89 7d 00*125                      |
      a Ping of 0 bytes, said in 16 bits      | S    | 89 7e 00 00                       | control-frame-too-long @0:1
      a Ping of 0 bytes, said in 64 bits      | S    | 89 7f 00*8                        | control-frame-too-long @0:1
      a Close of 126 bytes                    | S    | 88 7e 00 7e 03 e8 61*124          | control-frame-too-long @0:1
      a Close of 125 bytes                    | S    | 88 7d 03 e8 61*123                |
      0 in the 16-bit form                    | S    | 82 7e 00 00                       | non-minimal-16-bit-length @0:3
      125 in the 16-bit form                  | S    | 82 7e 00 7d 00*125                | non-minimal-16-bit-length @0:3
      126 in the 16-bit form                  | S    | 82 7e 00 7e 00*126                |
      0 in the 64-bit form                    | S    | 82 7f 00*8                        | non-minimal-64-bit-length @0:7
      65535 in the 64-bit form                | S    | 82 7f 00*6 ff ff 00*65535         | non-minimal-64-bit-length @0:7
      65536 in the 64-bit form                | S    | 82 7f 00*5 01 00 00 00*65536      |
      a length with the top bit set           | S    | 82 7f 80 00*7                     | length-top-bit @0:2
      only the byte with the top bit          | S    | 82 7f 80                          | length-top-bit @0:2
      the greatest length there is            | S    | 82 7f 7f ff*7                     |

      a frame one byte over the limit         | S10  | 82 0b 00*11                       | frame-too-big @0:1
      a frame at the limit                    | S10  | 82 0a 00*10                       |
      a message one byte over the limit       | S10  | 02 0a 00*10 80 03 00*3            | message-too-big @1:13
      a message at the limit                  | S10  | 02 0a 00*10 80 02 00*2            |

      a Close with one byte                   | S    | 88 01 03                          | one-byte-close-body @0:1
      a Close with none                       | S    | 88 00                             |
      a Close with two                        | S    | 88 02 03 e8                       |
      Close 0                                 | S    | 88 02 00 00                       | reserved-close-code @0:2
      Close 999                               | S    | 88 02 03 e7                       | reserved-close-code @0:3
      Close 1003                              | S    | 88 02 03 eb                       |
      Close 1004                              | S    | 88 02 03 ec                       | reserved-close-code @0:3
      Close 1005                              | S    | 88 02 03 ed                       | reserved-close-code @0:3
      Close 1006                              | S    | 88 02 03 ee                       | reserved-close-code @0:3
      Close 1007                              | S    | 88 02 03 ef                       |
      Close 1014                              | S    | 88 02 03 f6                       |
      Close 1015                              | S    | 88 02 03 f7                       | reserved-close-code @0:3
      Close 1016                              | S    | 88 02 03 f8                       | ~unassigned-close-code @0:3
      Close 2999                              | S    | 88 02 0b b7                       | ~unassigned-close-code @0:3
      Close 3000                              | S    | 88 02 0b b8                       |
      Close 4999                              | S    | 88 02 13 87                       |
      Close 5000                              | S    | 88 02 13 88                       | reserved-close-code @0:3
      Close 65535                             | S    | 88 02 ff ff                       | reserved-close-code @0:2
      a reason that is not UTF-8              | S    | 88 05 03 e8 61 ff 61              | invalid-close-reason @0:5
      a reason cut inside a character         | S    | 88 04 03 e8 c3 c3                 | invalid-close-reason @0:5
      a reason that ends inside a character   | S    | 88 03 03 e8 c3                    | invalid-close-reason @0:5
      a reason of one character               | S    | 88 04 03 e8 c3 a4                 |
      a masked reason that is not UTF-8       | C    | 88 84 01 02 03 04 02 ea fc 65     | invalid-close-reason @0:8

      a byte that is never UTF-8              | S    | 81 01 ff                          | invalid-utf8 @0:2
      U+007F                                  | S    | 81 01 7f                          |
      a tail without a head                   | S    | 81 01 80                          | invalid-utf8 @0:2
      c1, only ever overlong                  | S    | 81 02 c1 bf                       | invalid-utf8 @0:2
      U+0080                                  | S    | 81 02 c2 80                       |
      e0 9f, overlong at the second byte      | S    | 81 03 e0 9f bf                    | invalid-utf8 @0:3
      U+0800                                  | S    | 81 03 e0 a0 80                    |
      ed a0, a surrogate at the second byte   | S    | 81 03 ed a0 80                    | invalid-utf8 @0:3
      U+D7FF                                  | S    | 81 03 ed 9f bf                    |
      f0 8f, overlong at the second byte      | S    | 81 04 f0 8f bf bf                 | invalid-utf8 @0:3
      U+10000                                 | S    | 81 04 f0 90 80 80                 |
      f4 90, beyond the last character        | S    | 81 04 f4 90 80 80                 | invalid-utf8 @0:3
      U+10FFFF                                | S    | 81 04 f4 8f bf bf                 |
      f5, always beyond                       | S    | 81 01 f5                          | invalid-utf8 @0:2
      a head where a tail must be             | S    | 81 02 c3 c3                       | invalid-utf8 @0:3
      masked text that is not UTF-8           | C    | 81 82 01 02 03 04 60 fd           | invalid-utf8 @0:7
      masked text that is                     | C    | 81 82 01 02 03 04 60 63           |
      a character over two fragments          | S    | 01 01 c3 80 01 a4                 |
      over two fragments, around a Ping       | S    | 01 01 c3 89 00 80 01 a4           |
      wrong in the second fragment            | S    | 01 01 c3 80 01 c3                 | invalid-utf8 @1:5
      wrong in both messages: told for both   | S    | 81 01 ff 81 01 ff                 | invalid-utf8 @0:2 invalid-utf8 @1:5
      wrong twice in a message: told once     | S    | 01 01 ff 80 01 ff                 | invalid-utf8 @0:2
      wrong after eight bytes of text         | S    | 81 0b 61*9 ff 61                  | invalid-utf8 @0:11
      not UTF-8, but binary                   | S    | 82 01 ff                          |
      not UTF-8, but compressed               | Sd   | c1 01 ff                          |
      not UTF-8, but something negotiated     | Sx   | 81 01 ff                          |
      text that ends inside a character       | S    | 81 01 c3                          | truncated-utf8 @0:3
      message that ends inside a character    | S    | 01 01 c3 80 00                    | truncated-utf8 @1:5
      a message that does not end there       | S    | 01 01 c3                          |

      an empty fragment                       | S    | 01 00 80 00                       | ~empty-fragment @0:1
      an empty message                        | S    | 81 00                             |
      goes on after a reserved opcode         | S    | 83 02 c3 28 81 01 61              | reserved-opcode @0:0
      one verdict per frame: the first        | S    | f3 80 01 02 03 04 81 00           | rsv1-not-negotiated @0:0
      a verdict per frame                     | S    | 83 00 8b 00                       | reserved-opcode @0:0 reserved-control-opcode @1:2
      """;

  static final List<Row> ROWS =
      TABLE
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .map(c -> new Row(c[0].strip(), c[1].strip(), c[2].strip(), c[3].strip()))
          .toList();

  /** A stream of the table that needs no setting. */
  record Plain(String name, Role sender, String hex) {}

  static Stream<Plain> plainRows() {
    return ROWS.stream()
        .filter(row -> row.setting().length() == 1)
        .map(row -> new Plain(row.story(), row.sender(), row.hex()));
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("ROWS")
  void theVerdictIs(Row row) {
    Account account = told(row, ByteBuffer.wrap(Hex.bytes(row.hex())));
    StringBuilder verdict = new StringBuilder();
    for (Violation v : account.violations()) {
      verdict.append("%s @%d:%d ".formatted(v.rule().id(), v.frameIndex(), v.byteOffset()));
      assertThat(v.by()).isEqualTo(row.sender());
    }
    account.lines().stream()
        .filter(line -> line.startsWith("note"))
        .map(line -> line.split("[ =]", -1))
        .forEach(w -> verdict.append("~%s @%s:%s ".formatted(id(w[1]), w[3], w[5])));
    assertThat(verdict.toString().strip()).isEqualTo(row.verdict());
  }

  private static String id(String note) {
    return Note.valueOf(note).id();
  }

  @TestFactory
  Stream<DynamicTest> everySplitGivesTheSameAccount() {
    return ROWS.stream().map(row -> DynamicTest.dynamicTest(row.story(), () -> split(row)));
  }

  private static void split(Row row) {
    byte[] bytes = Hex.bytes(row.hex());
    List<String> whole = told(row, ByteBuffer.wrap(bytes)).lines();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    assertThat(told(row, direct).lines()).isEqualTo(whole);
    int[] each = new int[Math.min(bytes.length, 2000)];
    for (int i = 0; i < each.length; i++) {
      each[i] = i;
    }
    assertThat(told(row, direct, each).lines()).isEqualTo(whole);
    if (bytes.length <= EVERY_SPLIT_UP_TO) {
      for (int a = 0; a <= bytes.length; a++) {
        for (int b = a; b <= bytes.length; b++) {
          assertThat(told(row, direct, a, b).lines()).isEqualTo(whole);
        }
      }
    } else {
      Random random = new Random(bytes.length);
      for (int i = 0; i < SPLITS; i++) {
        int[] cuts = random.ints(1 + random.nextInt(5), 0, bytes.length + 1).sorted().toArray();
        assertThat(told(row, direct, cuts).lines()).isEqualTo(whole);
      }
    }
  }

  private static Account told(Row row, ByteBuffer bytes, int... cuts) {
    return Account.of(row.sender(), row.extensions(), row.limits(), bytes, cuts);
  }

  @Test
  void theTableHasEveryRuleAndEveryNote() {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    Set<Note> notes = EnumSet.noneOf(Note.class);
    for (Row row : ROWS) {
      Account account = told(row, ByteBuffer.wrap(Hex.bytes(row.hex())));
      account.violations().forEach(violation -> rules.add(violation.rule()));
      notes.addAll(account.notes());
    }
    // What is inflated is judged by the full reader.
    assertThat(EnumSet.complementOf(EnumSet.copyOf(rules))).containsOnly(Rule.INVALID_DEFLATE);
    assertThat(notes).containsExactlyInAnyOrder(Note.values());
  }
}
