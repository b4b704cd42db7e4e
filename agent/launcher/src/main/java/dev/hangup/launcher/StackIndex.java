// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which library classes concern which stacks. Read from a text written when the jar was built (one
 * line a stack: its name, its module, its classes), so that starting costs no class of any stack.
 * No lambdas here: the first one in a JVM costs milliseconds, and this runs before main.
 */
public final class StackIndex {

  /** The folder of all stacks in the jar; the index lies in it, each stack in its own below. */
  public static final String FOLDER = "stacks/";

  public static final String FILE = FOLDER + "index";

  private final Map<String, List<Stack>> byClass = new HashMap<>();
  private final List<Stack> stacks = new ArrayList<>();

  StackIndex() {}

  /** Empty where the jar has no index. */
  static StackIndex of(Function<String, byte @Nullable []> jar) {
    StackIndex index = new StackIndex();
    byte[] text = jar.apply(FILE);
    if (text != null) {
      StringTokenizer lines =
          new StringTokenizer(new String(text, StandardCharsets.US_ASCII), "\n");
      while (lines.hasMoreTokens()) {
        index.addLine(lines.nextToken(), jar);
      }
    }
    return index;
  }

  private void addLine(String line, Function<String, byte @Nullable []> jar) {
    StringTokenizer words = new StringTokenizer(line, " ");
    String name = words.nextToken();
    Stack stack = new Stack(name, words.nextToken(), new InJar(jar, FOLDER + name + '/'));
    stacks.add(stack);
    while (words.hasMoreTokens()) {
      add(words.nextToken(), stack);
    }
  }

  private record InJar(Function<String, byte @Nullable []> jar, String folder)
      implements ClassBytes {
    @Override
    public byte @Nullable [] of(String className) {
      return jar.apply(folder + className.replace('.', '/') + ".classdata");
    }
  }

  /** The line of a module, as {@link #of} reads it. */
  public static String line(StackModule module) {
    return module.name()
        + ' '
        + module.getClass().getName()
        + ' '
        + String.join(" ", classes(module));
  }

  /** Of a stack at hand, without a jar. */
  void add(StackModule module, Stack stack) {
    stacks.add(stack);
    for (String className : classes(module)) {
      add(className, stack);
    }
  }

  private void add(String className, Stack stack) {
    String internalName = className.replace('.', '/');
    List<Stack> known = byClass.get(internalName);
    if (known == null) {
      known = new ArrayList<>(1);
      byClass.put(internalName, known);
    }
    known.add(stack);
  }

  private static Set<String> classes(StackModule module) {
    Set<String> names = new TreeSet<>(module.stateOwners());
    for (TapPoint point : module.tapPoints()) {
      names.add(point.className());
    }
    return names;
  }

  /** The stacks a class concerns, by its internal name; null for nearly all classes there are. */
  @Nullable List<Stack> concernedBy(String internalName) {
    return byClass.get(internalName);
  }

  List<Stack> stacks() {
    return stacks;
  }
}
