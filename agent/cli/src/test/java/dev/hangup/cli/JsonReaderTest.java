// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void readsWhatTheAgentWrites() {
    assertThat(
            JsonReader.object(
                " {\"a\":1,\"b\":[\"x\",{\"c\":true},[]],\"d\":{},\"e\":-1.5,\"f\":\"\\u003c\\\"\\\\\\n\"} "))
        .isEqualTo(
            Map.of(
                "a",
                1L,
                "b",
                List.of("x", Map.of("c", true), List.of()),
                "d",
                Map.of(),
                "e",
                -1.5,
                "f",
                "<\"\\\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":\"\\u00",
        "{\"a\":tru}",
        "[]",
        "{\"a\":--1}",
        "{a:1}",
        "{\"a\":\"\\uzzzz\"}"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> JsonReader.object(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsTooDeep() {
    String deep = "{\"a\":" + "[".repeat(10_000);
    assertThatThrownBy(() -> JsonReader.object(deep)).isInstanceOf(IllegalArgumentException.class);
  }
}
