// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndTest {

  /** What the diagnosis says in each of its stories, see GoldenTest of the close knowledge. */
  private static final Path GOLDEN = Path.of("../close/src/test/resources/golden/en.txt");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # rule                       | cause              | the transport ended by
          reset-by-peer                | peer_reset         | PEER_RESET
          fin-without-close            | peer_eof           | PEER_EOF
          write-failed                 | write_failed       | WRITE_FAILED
          dropped-here                 | local_abort        | LOCAL_CLOSE
          network-gave-up              | unreachable        | UNREACHABLE
          jvm-shutdown                 | shutdown           | SHUTDOWN
          dropped-while-silent         | idle_drop          | PEER_EOF
          forgotten-while-silent       | idle_drop          | PEER_RESET
          did-not-wait-for-the-answer  | normal             | LOCAL_CLOSE
          never-masked                 | protocol_error     | UNKNOWN
          both-agreed                  | normal             | UNKNOWN
          handler-failed               | internal_error     | UNKNOWN
          """)
  void howTheTransportEndedIsInTheWordsOfTheDiagnosis(String rule, String cause, Ending ending)
      throws IOException {
    List<String> sentences = evidence(rule);
    assertThat(sentences).isNotEmpty();
    for (String sentence : sentences) {
      assertThat(end(rule, cause, sentence).ending()).as(sentence).isEqualTo(ending);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compressed-data-broken | drops the connection        | LOCAL_CLOSE
          idle-timer             | without a Close frame       | LOCAL_CLOSE
          ping-unanswered        | the peer is dead            | PEER_RESET
          ping-unanswered        | nothing but silence         | PEER_EOF
          send-given-up          | Tomcat's send               | LOCAL_CLOSE
          send-given-up          | write time-out of the JDK's | SEND_TIMED_OUT
          end-not-asked-for      | did not ask                 | PEER_RESET
          dropped-at-a-known-limit | nginx gives up            | PEER_RESET
          dropped-at-a-known-limit | thirty fall silent        | PEER_EOF
          answer-never-came      | waits for 30 s              | LOCAL_CLOSE
          """)
  void likewiseWhereARuleHasSeveralStories(String rule, String story, Ending ending)
      throws IOException {
    String sentence = evidence(rule, story);
    assertThat(end(rule, "any", sentence).ending()).as(sentence).isEqualTo(ending);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          end-not-asked-for | the peer left while | false
          fin-without-close | a client closes     | true
          """)
  void whoDidNotReadHasNotReadToTheFin(String rule, String story, boolean read) throws IOException {
    assertThat(end(rule, "peer_eof", evidence(rule, story)).readToTheFin()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"forgotten-while-silent, 33.0", "dropped-while-silent, 0.02"})
  void theSilenceIsThatBeforeTheFrameThatWasNotAnswered(String rule, double seconds)
      throws IOException {
    assertThat(end(rule, "idle_drop", evidence(rule).get(0)).silence()).isEqualTo(seconds);
  }

  private static End end(String rule, String cause, String evidence) {
    Map<String, String> told = new HashMap<>();
    told.put("websocket.close.code", "1006");
    told.put("websocket.role", "server");
    told.put("websocket.close.rule", rule);
    told.put("websocket.close.cause", cause);
    told.put("websocket.close.evidence", evidence);
    told.put("websocket.idle_before_close", "0.02");
    End end = End.of(new End.Place("file", "", "", -1, -1), told, "", "");
    assertThat(end).isNotNull();
    return end;
  }

  private static List<String> evidence(String rule) throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN);
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("# " + rule + ": ")) {
        sentences.add(lines.get(i + 1));
      }
    }
    return sentences;
  }

  private static String evidence(String rule, String story) throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("# " + rule + ": ") && lines.get(i).contains(story)) {
        return lines.get(i + 1);
      }
    }
    throw new AssertionError("no story of " + rule + " with " + story);
  }
}
