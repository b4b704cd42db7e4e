// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StoryTest {

  private static final String STORIES =
      """
      servers: netty tomcat vertx
      never@vertx: Netty

      = clean ends

      [bye]
      older: yes
      apps: servers -vertx
      peers: node go
      do: open ; close 1000 ; gone
      do@tomcat: open ; gone
      truth: the peer closed
      expect: 1000 normal remote clean unset
      expect@tomcat: 1001 going_away local * unset
      expect@tomcat-older: 1002 protocol_error local * error
      evidence@netty: Close
      short: yes

      [no]
      apps: vertx
      do: open => refused 401
      truth: a password is wanted
      handshake: 401 unauthorized
      """;

  private final List<Story> stories = read(STORIES);
  private final Story bye = stories.get(0);
  private final Story no = stories.get(1);

  private static List<Story> read(String text) {
    try {
      return Story.read(new StringReader(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isStagedOnItsApplicationsAndOnTheirOlderLibraries() {
    assertThat(bye.stagedOn()).containsExactly("netty", "tomcat", "netty-older", "tomcat-older");
    assertThat(no.stagedOn()).containsExactly("vertx");
    assertThat(bye.family()).isEqualTo("clean ends");
    assertThat(bye.isShort()).isTrue();
    assertThat(no.isShort()).isFalse();
  }

  @Test
  void anApplicationsOwnTruthStandsBeforeTheOneForAll() {
    assertThat(bye.expected("netty").line()).isEqualTo("1000 normal remote clean unset");
    assertThat(bye.expected("netty-older").line()).isEqualTo("1000 normal remote clean unset");
    assertThat(bye.expected("tomcat").line()).isEqualTo("1001 going_away local * unset");
    assertThat(bye.expected("tomcat-older").line()).isEqualTo("1002 protocol_error local * error");
    assertThat(no.expected("vertx").isHandshake()).isTrue();
  }

  @Test
  void anApplicationsOwnStepsReplaceTheOthers() {
    assertThat(bye.does("netty")).containsExactly("open", "close 1000", "gone");
    assertThat(bye.does("tomcat-older")).containsExactly("open", "gone");
  }

  @Test
  void wordsThatMustNotBeSaidHoldForTheirApplicationsOnly() {
    Told told =
        new Told(
            "",
            "",
            true,
            Map.of(
                "http.response.status_code", "401",
                "websocket.handshake.evidence", "Netty answered 401"));

    assertThat(no.expected("vertx").judge(told).kind()).isEqualTo(Outcome.Kind.FLAWED);
  }

  @Test
  void aStoryWithoutTruthIsRefused() {
    assertThatThrownBy(() -> Story.read(new StringReader("[x]\ndo: open\nexpect: * * * * *\n")))
        .hasMessageContaining("truth");
  }

  @Test
  void theRealOnesCanBeReadAndHaveNamesOfTheirOwn() throws IOException {
    List<Story> real = Story.read();

    assertThat(real).extracting(Story::id).doesNotHaveDuplicates().hasSizeGreaterThan(80);
    // Every family but the slow ones has its part in every build.
    assertThat(real.stream().filter(Story::isShort).map(Story::family).collect(Collectors.toSet()))
        .contains("clean ends", "the peer vanishes", "broken frames", "sizes", "heartbeats");
  }
}
