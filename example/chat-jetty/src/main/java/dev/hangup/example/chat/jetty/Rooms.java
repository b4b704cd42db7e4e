// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat.jetty;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Who is where. */
final class Rooms {

  private final Map<String, Set<Session>> rooms = new ConcurrentHashMap<>();

  void enter(String room, Session guest) {
    rooms.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet()).add(guest);
  }

  void leave(String room, Session guest) {
    rooms.getOrDefault(room, Set.of()).remove(guest);
  }

  void say(String room, String words) {
    for (Session guest : rooms.getOrDefault(room, Set.of())) {
      guest.sendText(words, Callback.NOOP);
    }
  }
}
