// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeflateParametersTest {

  @ParameterizedTest(name = "\"{0}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # offered                                                            | answered
          permessage-deflate                                                   | permessage-deflate
          permessage-deflate; client_max_window_bits                           | permessage-deflate
          permessage-deflate; client_max_window_bits=10                        | permessage-deflate; client_max_window_bits=10
          permessage-deflate; server_max_window_bits=9                         | permessage-deflate; server_max_window_bits=9
          permessage-deflate; server_max_window_bits="9"                       | permessage-deflate; server_max_window_bits=9
          permessage-deflate; server_no_context_takeover                       | permessage-deflate; server_no_context_takeover
          Permessage-Deflate ;client_no_context_takeover                       | permessage-deflate; client_no_context_takeover
          x-other, permessage-deflate                                          | permessage-deflate
          permessage-deflate; server_max_window_bits=7, permessage-deflate     | permessage-deflate
          permessage-deflate; server_max_window_bits                           |
          permessage-deflate; server_max_window_bits=16                        |
          permessage-deflate; server_max_window_bits=09                        |
          permessage-deflate; server_max_window_bits=9; server_max_window_bits=9 |
          permessage-deflate; server_no_context_takeover=1                     |
          permessage-deflate; brotli                                           |
          x-other                                                              |
          ''                                                                   |
          """)
  void aServerTakesTheFirstOfferThatMakesSense(String offer, @Nullable String answer) {
    DeflateParameters chosen = DeflateParameters.choose(offer);
    assertThat(chosen == null ? null : chosen.header()).isEqualTo(answer);
  }

  @Test
  void aClientRefusesAnAnswerItCannotHold() {
    assertThat(DeflateParameters.agreed("permessage-deflate; client_max_window_bits=12"))
        .isEqualTo(new DeflateParameters(false, false, 15, 12));
    assertThat(DeflateParameters.agreed("x-other")).isNull();
    assertThat(DeflateParameters.agreed(null)).isNull();
    assertThatThrownBy(() -> DeflateParameters.agreed("permessage-deflate; client_max_window_bits"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client_max_window_bits");
  }

  @ParameterizedTest(name = "\"{0}\"")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # negotiated                                        | deflate | unknown
          permessage-deflate; client_max_window_bits=15       | true    | false
          PERMESSAGE-DEFLATE                                  | true    | false
          permessage-deflate, x-other                         | true    | true
          x-other; a="b,c;permessage-deflate"                 | false   | true
          ''                                                  | false   | false
          """)
  void theHeaderSaysWhatChangesTheFraming(String header, boolean deflate, boolean unknown) {
    assertThat(Extensions.parse(header)).isEqualTo(new Extensions(deflate, unknown));
  }

  @Test
  void noHeaderMeansNoExtension() {
    assertThat(Extensions.parse(null)).isEqualTo(Extensions.NONE);
  }
}
