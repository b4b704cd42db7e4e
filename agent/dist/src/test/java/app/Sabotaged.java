// SPDX-License-Identifier: Apache-2.0
package app;

import app.Conversations.Story;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Each method of the agent that runs while {@link Conversations} are held is made to throw in turn,
 * and to hang where a thread of the agent's own runs it; and each conversation that runs it is held
 * as if nothing were wrong. {@link Saboteur} must be at work.
 *
 * <p>Arguments: a file with the lines of a run without the agent; how long to wait for a call on
 * one of the agent's own threads, in milliseconds; the first method, and every how many of them.
 */
public final class Sabotaged {

  private static final int WARM_UPS = 3;

  private final Map<Story, String> usual = new EnumMap<>(Story.class);
  private final Map<Story, List<Integer>> calledBy = new EnumMap<>(Story.class);
  private final Conversations conversations;
  private final long patienceMillis;
  private int turns;
  private int reached;
  private int different;

  private Sabotaged(Conversations conversations, List<String> lines, long patienceMillis) {
    this.conversations = conversations;
    this.patienceMillis = patienceMillis;
    Iterator<String> line = lines.iterator();
    for (Story story : Story.values()) {
      usual.put(story, line.next());
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(Paths.get(arguments[0]), StandardCharsets.UTF_8);
    try (Conversations conversations = new Conversations()) {
      Sabotaged all = new Sabotaged(conversations, lines, Long.parseLong(arguments[1]));
      all.run(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }
    System.out.println("ended");
  }

  private void run(int first, int step) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      for (Story story : Story.values()) {
        hold(story, "nothing");
      }
    }
    Thread.sleep(2 * patienceMillis);
    listen();
    boolean[] ofItsOwn = listenToItsOwn();
    int methods = Fault.methods();
    for (int method = first; method < methods; method += step) {
      turn(method, false, story(method));
      if (ofItsOwn[method]) {
        turn(method, true, Story.FIN);
      }
    }
    for (Story story : Story.values()) {
      hold(story, "nothing any more");
    }
    Fault.locked().forEach(method -> System.out.println("locked " + method));
    System.out.println(turns + " turns, " + reached + " failed, " + different + " differ");
  }

  /** Which methods each conversation calls. */
  private void listen() throws Exception {
    for (Story story : Story.values()) {
      Fault.listen();
      hold(story, "nothing");
      List<Integer> called = new ArrayList<>();
      for (int method = 0; method < Fault.methods(); method++) {
        if (Fault.wasCalled(method, false) && !Fault.wasCalled(method, true)) {
          called.add(method);
        }
      }
      calledBy.put(story, called);
    }
  }

  private boolean[] listenToItsOwn() throws Exception {
    Fault.listen();
    for (Story story : Story.values()) {
      hold(story, "nothing");
    }
    Thread.sleep(2 * patienceMillis);
    boolean[] called = new boolean[Fault.methods()];
    for (int method = 0; method < called.length; method++) {
      called[method] = Fault.wasCalled(method, true);
    }
    return called;
  }

  /** The last that calls it: the first ones call what all call. Null for none. */
  private Story story(int method) {
    Story last = null;
    for (Map.Entry<Story, List<Integer>> each : calledBy.entrySet()) {
      if (each.getValue().contains(method)) {
        last = each.getKey();
      }
    }
    return last;
  }

  private void turn(int method, boolean byItsOwn, Story story) throws Exception {
    if (story == null) {
      return;
    }
    turns++;
    Fault.begin(method, byItsOwn);
    String failing = Fault.method(method) + (byItsOwn ? " hanging" : "");
    hold(story, failing);
    if (byItsOwn) {
      long begin = System.nanoTime();
      while (Fault.failures() == 0 && System.nanoTime() - begin < patienceMillis * 1_000_000) {
        Thread.sleep(1);
      }
      hold(story, failing); // while it hangs
    }
    if (Fault.over() > 0) {
      reached++;
    } else {
      System.out.println("not reached " + failing + " " + story);
    }
  }

  private void hold(Story story, String failing) throws Exception {
    String line = conversations.hold(story);
    if (!line.equals(usual.get(story))) {
      different++;
      System.out.println("without " + failing + ": " + line + " instead of " + usual.get(story));
    }
  }
}
