// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the truth of a story lets the agent say: a line of the story, read. */
final class Expected {

  private static final String ANY = "*";

  private final String line;
  private final boolean handshake;
  private final List<String> codes;
  private final List<String> causes;
  private final List<String> initiators;
  private final String clean;
  private final String status;
  private final List<Pattern> evidence = new ArrayList<>();
  private final List<Pattern> remedy = new ArrayList<>();
  private final List<Pattern> never = new ArrayList<>();
  private boolean mayBeNotJudged;
  private boolean asThePeerSays;

  private Expected(
      String line,
      boolean handshake,
      List<String> codes,
      List<String> causes,
      List<String> initiators,
      String clean,
      String status) {
    this.line = line;
    this.handshake = handshake;
    this.codes = codes;
    this.causes = causes;
    this.initiators = initiators;
    this.clean = clean;
    this.status = status;
  }

  /** {@code CODES CAUSES INITIATORS clean|unclean|* error|unset|*}, alternatives with a bar. */
  static Expected end(String line) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length != 5) {
      throw new IllegalArgumentException("five words wanted: " + line);
    }
    return new Expected(
        line, false, either(words[0]), either(words[1]), either(words[2]), words[3], words[4]);
  }

  /** {@code STATUS CAUSES}; the status is {@code -} where there was no response. */
  static Expected handshake(String line) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException("two words wanted: " + line);
    }
    return new Expected(line, true, either(words[0]), either(words[1]), List.of(ANY), ANY, "error");
  }

  private static List<String> either(String word) {
    return List.of(word.split("\\|", -1));
  }

  void evidence(String pattern) {
    evidence.add(Pattern.compile(pattern));
  }

  void remedy(String pattern) {
    remedy.add(Pattern.compile(pattern));
  }

  void never(String pattern) {
    never.add(Pattern.compile(pattern));
  }

  void mayBeNotJudged() {
    mayBeNotJudged = true;
  }

  void asThePeerSays() {
    asThePeerSays = true;
  }

  boolean isHandshake() {
    return handshake;
  }

  String line() {
    return line;
  }

  Outcome judge(@Nullable Told told) {
    return judge(told, "");
  }

  /**
   * Judges what was told; null stands for nothing.
   *
   * @param peersCode the code the connection ended with for the peer, where it said one
   */
  Outcome judge(@Nullable Told told, String peersCode) {
    if (told == null) {
      return new Outcome(Outcome.Kind.LOST, "nothing was told");
    }
    return handshake ? judgeHandshake(told) : judgeEnd(told, peersCode);
  }

  private Outcome judgeEnd(Told told, String peersCode) {
    List<String> faults = new ArrayList<>();
    String cause = told.get("websocket.close.cause");
    String code = told.get("websocket.close.code");
    if (told.failedHandshake()) {
      return new Outcome(Outcome.Kind.WRONG, "told as a handshake that failed");
    }
    if (cause.isEmpty()) {
      return new Outcome(
          mayBeNotJudged ? Outcome.Kind.NOT_JUDGED : Outcome.Kind.SILENT,
          "not judged: " + told.get("websocket.close.evidence"));
    }
    fault(faults, "code", code, codes);
    fault(faults, "cause", cause, causes);
    fault(faults, "initiator", told.get("websocket.close.initiator"), initiators);
    if (!clean.equals(ANY)) {
      fault(
          faults,
          "clean",
          told.get("websocket.close.clean").equals("true") ? "clean" : "unclean",
          List.of(clean));
    }
    if (asThePeerSays && !peersCode.isEmpty()) {
      fault(faults, "code that the peer got", code, List.of(peersCode));
    }
    return outcome(
        faults,
        flaws(told, told.get("websocket.close.evidence"), told.get("websocket.close.remediation")));
  }

  private Outcome judgeHandshake(Told told) {
    List<String> faults = new ArrayList<>();
    if (!told.failedHandshake()) {
      return new Outcome(Outcome.Kind.WRONG, "told as a connection that ended");
    }
    String response = told.get("http.response.status_code");
    fault(faults, "response", response.isEmpty() ? "-" : response, codes);
    String cause = told.get("websocket.handshake.cause");
    if (!cause.isEmpty()) {
      fault(faults, "handshake cause", cause, causes);
    }
    return outcome(
        faults,
        flaws(
            told,
            told.get("websocket.handshake.evidence"),
            told.get("websocket.handshake.remediation")));
  }

  private List<String> flaws(Told told, String says, String advises) {
    List<String> faults = new ArrayList<>();
    if (!status.equals(ANY)) {
      fault(faults, "status", told.error() ? "error" : "unset", List.of(status));
    }
    if (!handshake || !says.isEmpty()) {
      lacking(faults, "evidence", says, evidence);
    }
    if (!handshake || !advises.isEmpty()) {
      lacking(faults, "remedy", advises, remedy);
    }
    for (Pattern each : never) {
      if (each.matcher(says + "\n" + advises).find()) {
        faults.add("says /" + each + "/");
      }
    }
    return faults;
  }

  private static void lacking(List<String> faults, String what, String text, List<Pattern> wanted) {
    for (Pattern each : wanted) {
      if (!each.matcher(text).find()) {
        faults.add(what + " without /" + each + "/");
      }
    }
  }

  private static void fault(List<String> faults, String what, String found, List<String> allowed) {
    if (!allowed.contains(found) && !allowed.contains(ANY)) {
      faults.add(what + " " + found + " instead of " + String.join(" or ", allowed));
    }
  }

  private static Outcome outcome(List<String> faults, List<String> flaws) {
    if (faults.isEmpty() && flaws.isEmpty()) {
      return new Outcome(Outcome.Kind.RIGHT, "");
    }
    Outcome.Kind kind = faults.isEmpty() ? Outcome.Kind.FLAWED : Outcome.Kind.WRONG;
    faults.addAll(flaws);
    return new Outcome(kind, String.join("; ", faults));
  }
}
