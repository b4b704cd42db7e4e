// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewSettingsTest {

  private final List<String> lines = new ArrayList<>();

  private @Nullable ViewSettings read(String... pairs) {
    Map<String, String> properties = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put("hangup.view." + pairs[i], pairs[i + 1]);
    }
    return ViewSettings.read(properties, Map.of(), lines::add);
  }

  @Test
  void withoutAPortThereIsNoPage() {
    assertThat(read()).isNull();
    assertThat(read("host", "0.0.0.0")).isNull();
    assertThat(read("port", " ")).isNull();
    assertThat(lines).isEmpty();
  }

  @Test
  void onThisMachineOnlyNoTokenIsWanted() {
    assertThat(read("port", "9465")).isEqualTo(new ViewSettings(null, 9465, null, false));
    assertThat(ViewSettings.read(Map.of(), Map.of("HANGUP_VIEW_PORT", " 0 "), lines::add))
        .isEqualTo(new ViewSettings(null, 0, null, false));
    assertThat(lines).isEmpty();
  }

  @Test
  void elsewhereATokenIsMadeEachTimeAnew() {
    ViewSettings one = Objects.requireNonNull(read("port", "1", "host", "0.0.0.0"));
    ViewSettings two = Objects.requireNonNull(read("port", "1", "host", "0.0.0.0"));

    assertThat(one.token()).matches("[0-9a-f]{32}").isNotEqualTo(two.token());
    assertThat(one.made()).isTrue();
  }

  @Test
  void aTokenThatIsGivenHoldsOnThisMachineToo() {
    assertThat(read("port", "1", "token", "secret-secret"))
        .isEqualTo(new ViewSettings(null, 1, "secret-secret", false));
    assertThat(read("port", "1", "host", "h", "token", "secret-secret"))
        .isEqualTo(new ViewSettings("h", 1, "secret-secret", false));
  }

  @Test
  void whatCannotBeReadIsSaidInALineWithoutTheSecret() {
    assertThat(read("port", "http")).isNull();
    assertThat(read("port", "65536")).isNull();
    assertThat(read("port", "-1")).isNull();
    assertThat(read("port", "1", "token", "sho;rt\r\nX: y")).isNull();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .isEqualTo(
            "setting hangup.view.port=http cannot be read, it takes a number from 0 to 65535; there"
                + " is no page");
    assertThat(lines.get(3)).contains("hangup.view.token").doesNotContain("sho;rt");
  }
}
