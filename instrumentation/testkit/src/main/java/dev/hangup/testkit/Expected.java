// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a story must come to, written on one line:
 *
 * <pre>{@code
 * 1001 going_away remote clean received=1001 sent=1001
 * }</pre>
 *
 * that is code, cause ({@code -} for none), initiator, {@code clean} or {@code unclean}, and the
 * attributes that are not always there. {@code thrown} is an exception that the evidence must name.
 * {@code violations} are told as events.
 */
public final class Expected {

  /** Names as the project spells those of RFC 6455 7.4.1 and of the IANA registry. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1000, "Normal Closure"),
          Map.entry(1001, "Going Away"),
          Map.entry(1002, "Protocol Error"),
          Map.entry(1003, "Unsupported Data"),
          Map.entry(1005, "No Status Received"),
          Map.entry(1006, "Abnormal Closure"),
          Map.entry(1007, "Invalid Payload Data"),
          Map.entry(1008, "Policy Violation"),
          Map.entry(1009, "Message Too Big"),
          Map.entry(1010, "Mandatory Extension"),
          Map.entry(1011, "Internal Error"),
          Map.entry(1012, "Service Restart"),
          Map.entry(1013, "Try Again Later"),
          Map.entry(1014, "Bad Gateway"),
          Map.entry(1015, "TLS Handshake"),
          Map.entry(3000, "Unauthorized"),
          Map.entry(3003, "Forbidden"),
          Map.entry(3008, "Timeout"));

  private static final Set<Integer> ERRORS =
      Set.of(1002, 1003, 1006, 1007, 1009, 1010, 1011, 1014, 1015);
  private static final Set<Integer> ERRORS_FOR_CLIENTS = Set.of(1008, 3000, 3003);

  /** Causes that are an error beside any code. */
  private static final Set<String> FAILURES =
      Set.of(
          "idle_drop",
          "ping_timeout",
          "peer_reset",
          "peer_eof",
          "local_abort",
          "write_failed",
          "close_timeout",
          "message_too_big",
          "protocol_error",
          "invalid_payload",
          "internal_error",
          "tls",
          "unreachable",
          "local_stall",
          "slow_consumer",
          "heartbeat_lost");

  private final Map<String, Object> attributes = new TreeMap<>();
  private final boolean error;
  private final String thrown;
  private final List<String> violations;

  private Expected(String line, boolean client) {
    String[] words = line.strip().split("\\s+", 5);
    int code = Integer.parseInt(words[0]);
    boolean clean = words[3].equals("clean");
    if (!clean && !words[3].equals("unclean")) {
      throw new IllegalArgumentException("neither clean nor unclean: " + line);
    }
    Map<String, String> more = more(words.length > 4 ? words[4] : "");
    attributes.put("websocket.close.code", (long) code);
    attributes.put("websocket.close.name", NAMES.getOrDefault(code, ofRange(code)));
    if (!words[1].equals("-")) {
      attributes.put("websocket.close.cause", words[1]);
    }
    attributes.put("websocket.close.initiator", words[2]);
    attributes.put("websocket.close.clean", clean);
    number(more, "received", "websocket.close.received_code");
    number(more, "sent", "websocket.close.sent_code");
    error =
        FAILURES.contains(words[1])
            || ERRORS.contains(code)
            || (client && ERRORS_FOR_CLIENTS.contains(code));
    if (error) {
      attributes.put("error.type", words[1]);
    }
    thrown = more.getOrDefault("thrown", "");
    String rules = more.getOrDefault("violations", "");
    violations = rules.isEmpty() ? List.of() : List.of(rules.split(",", -1));
  }

  /** Reads a line as the class comment has it. */
  public static Expected line(String line, boolean client) {
    return new Expected(line, client);
  }

  /** RFC 6455 7.4.2. */
  private static String ofRange(int code) {
    return code < 4000 ? "Registered Use" : "Private Use";
  }

  private static Map<String, String> more(String words) {
    Map<String, String> more = new TreeMap<>();
    for (String word : new ArrayList<>(List.of(words.split("\\s+", -1)))) {
      if (!word.isEmpty()) {
        String[] pair = word.split("=", 2);
        more.put(pair[0], pair[1]);
      }
    }
    return more;
  }

  private void number(Map<String, String> more, String word, String attribute) {
    if (more.containsKey(word)) {
      attributes.put(attribute, Long.parseLong(more.get(word)));
    }
  }

  /** By name; those that every story has are not among them. */
  public Map<String, Object> attributes() {
    return attributes;
  }

  /** Whether the span's status says error. */
  public boolean error() {
    return error;
  }

  /** Empty where no exception is part of the story. */
  public String thrown() {
    return thrown;
  }

  /** The rules broken, in their order. */
  public List<String> violations() {
    return violations;
  }
}
