// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.tap.PeerText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object of a document, read without trust: it came from another process, and much of it from
 * that one's peers. Text is clean; what is not there is empty or nothing.
 */
final class Facts {

  private static final int LONGEST = 4096;

  private final Map<?, ?> members;

  Facts(Map<?, ?> members) {
    this.members = members;
  }

  String text(String name) {
    Object value = members.get(name);
    return value == null ? "" : PeerText.clean(value.toString(), LONGEST);
  }

  /** With a dash for what is not there. */
  String orDash(String name) {
    String text = text(name);
    return text.isEmpty() ? "-" : text;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  boolean is(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  double number(String name) {
    return members.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  long whole(String name) {
    return members.get(name) instanceof Number number ? number.longValue() : 0;
  }

  Facts object(String name) {
    return new Facts(members.get(name) instanceof Map<?, ?> map ? map : Map.of());
  }

  List<Facts> objects(String name) {
    List<Facts> all = new ArrayList<>();
    if (members.get(name) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> map) {
          all.add(new Facts(map));
        }
      }
    }
    return all;
  }

  List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    if (members.get(name) instanceof List<?> list) {
      for (Object each : list) {
        all.add(PeerText.clean(String.valueOf(each), LONGEST));
      }
    }
    return all;
  }

  Map<?, ?> members() {
    return members;
  }
}
