// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.launcher.Launcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * The agent in this JVM: the real transformer, engine and linking, started once. A test installs an
 * observation of its own, see {@link ExportedFacts}.
 */
public final class Agent {

  /** What it said on standard error since {@link #takeSaid} was called last. */
  private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();

  private static final Agent UNDER_TEST = start();

  private final List<StackModule> modules;

  private Agent(List<StackModule> modules) {
    this.modules = modules;
  }

  public static Agent underTest() {
    return UNDER_TEST;
  }

  private static Agent start() {
    List<StackModule> modules = new ArrayList<>();
    ServiceLoader.load(StackModule.class).forEach(modules::add);
    Launcher.listening(SAID::add);
    Launcher.startForTesting(
        ByteBuddyAgent.install(), modules, ExportedFacts.forNobody(), new Sabotage());
    // The agent sleeps until the first tapped class comes, and installs its observation then. That
    // must not happen in the middle of a story, so it is woken by the library tests compile with.
    modules.forEach(module -> load(module, Agent.class.getClassLoader()));
    return new Agent(modules);
  }

  /** Loads what will be tapped of a stack, without running it. */
  static void load(StackModule module, ClassLoader loader) {
    Set<String> names = new LinkedHashSet<>(module.stateOwners());
    module.tapPoints().stream().map(TapPoint::className).forEach(names::add);
    names.forEach(name -> loadIfThere(name, loader));
  }

  @SuppressWarnings("EmptyCatch") // not every version has every class
  private static void loadIfThere(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | NoClassDefFoundError notInThisVersion) {
    }
  }

  /**
   * The lines it said on standard error since they were taken last: not one is expected of a
   * version that is tested.
   */
  static List<String> takeSaid() {
    List<String> lines = new ArrayList<>();
    for (String line = SAID.poll(); line != null; line = SAID.poll()) {
      lines.add(line);
    }
    return lines;
  }

  /** The stacks on the class path of the tests. */
  public List<StackModule> modules() {
    return modules;
  }
}
