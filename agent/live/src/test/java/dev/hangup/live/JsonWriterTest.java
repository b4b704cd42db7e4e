// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  private final StringWriter out = new StringWriter();
  private final JsonWriter json = new JsonWriter(out);

  @Test
  void nestsObjectsAndArrays() throws IOException {
    json.object().put("a", 1).array("b").value("x").object().put("c", true).end().end();
    json.object("d").end().array("e").end().put("f", (String) null).end();

    assertThat(out).hasToString("{\"a\":1,\"b\":[\"x\",{\"c\":true}],\"d\":{},\"e\":[]}");
  }

  @Test
  void secondsHaveNoMoreDigitsThanTheyNeed() throws IOException {
    json.object().seconds("a", 0).seconds("b", 1_500_000_000L).seconds("c", 1_999L);
    json.seconds("d", 86_400_000_000_000L).seconds("e", -5).seconds("f", 20_000_000L).end();

    assertThat(out)
        .hasToString("{\"a\":0,\"b\":1.5,\"c\":0.000001,\"d\":86400,\"e\":0,\"f\":0.02}");
  }

  @Test
  void whatAPeerSaysIsAsciiAndMeansNothingInHtml() throws IOException {
    String hostile = "</script><b a='x'>&\"\\\u0000\n\u202e\u2028\ud83d\ude00\ud83d\u00e9";
    json.object().put("said", hostile).end();

    assertThat(out.toString()).matches("[ -~]*").doesNotContain("<", ">", "&", "'");
    JsonNode read = new ObjectMapper().readTree(out.toString());
    assertThat(read.get("said").textValue())
        .isEqualTo("</script><b a='x'>&\"\\\u0000\n\u202e\u2028\ud83d\ude00\ufffd\u00e9");
  }
}
