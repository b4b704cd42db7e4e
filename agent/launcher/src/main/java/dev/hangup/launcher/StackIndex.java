// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which library classes concern which stacks. Read from a text written when the jar was built (one
 * line a stack: its name, its module, its classes), so that starting costs no class of any stack.
 * Before main not even that is read: the hash codes of the names will do until one of them comes.
 * No lambdas here: the first one in a JVM costs milliseconds, and this runs before main.
 */
public final class StackIndex {

  /** The folder of all stacks in the jar; the index lies in it, each stack in its own below. */
  public static final String FOLDER = "stacks/";

  public static final String FILE = FOLDER + "index";

  /** As {@link #hashes} writes them. */
  public static final String HASHES = FOLDER + "hashes";

  /** Before the name of a class that is tapped late. */
  private static final char LATE = '~';

  /** Before the name of a class that is not tapped, and starts telemetry. */
  private static final char UNTAPPED = '!';

  /** Before the name of a class that is not tapped, and triggers the preload. */
  private static final char PRELOAD_TRIGGER = '>';

  private final Map<String, List<Stack>> byClass = new HashMap<>();
  private final List<Stack> stacks = new ArrayList<>();

  /** Of the internal names of all classes, in order; null where all has been read at once. */
  private final int @Nullable [] hashes;

  /** Where the text is to be read yet. */
  private @Nullable Function<String, byte @Nullable []> jar;

  private volatile boolean read;

  /** Of stacks at hand. */
  StackIndex() {
    hashes = null;
    read = true;
  }

  private StackIndex(Function<String, byte @Nullable []> jar, int @Nullable [] hashes) {
    this.jar = jar;
    this.hashes = hashes;
  }

  /** Empty where the jar has no index. */
  static StackIndex of(Function<String, byte @Nullable []> jar) {
    byte[] codes = jar.apply(HASHES);
    StackIndex index = new StackIndex(jar, codes == null ? null : integers(codes));
    if (codes == null) {
      index.readText();
    }
    return index;
  }

  private static int[] integers(byte[] bytes) {
    int[] integers = new int[bytes.length / Integer.BYTES];
    for (int i = 0; i < integers.length * Integer.BYTES; i++) {
      integers[i / Integer.BYTES] = (integers[i / Integer.BYTES] << 8) | (bytes[i] & 0xff);
    }
    return integers;
  }

  /** Of lines, what {@link #of} reads first. */
  public static byte[] hashes(Iterable<String> lines) {
    TreeSet<Integer> codes = new TreeSet<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      for (int i = 2; i < words.length; i++) {
        codes.add(className(words[i]).replace('.', '/').hashCode());
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(codes.size() * Integer.BYTES);
    codes.forEach(bytes::putInt);
    return bytes.array();
  }

  /** Once, by whichever thread comes first; only classes of the JDK and of our own are loaded. */
  private synchronized void readText() {
    Function<String, byte @Nullable []> from = jar;
    jar = null;
    if (from == null) {
      return;
    }
    try {
      byte[] text = from.apply(FILE);
      if (text != null) {
        StringTokenizer lines =
            new StringTokenizer(new String(text, StandardCharsets.US_ASCII), "\n");
        while (lines.hasMoreTokens()) {
          addLine(lines.nextToken(), from);
        }
      }
    } catch (Throwable t) {
      byClass.clear();
      stacks.clear();
      AgentLog.failed("which classes to observe cannot be read, not observing anything", t);
    } finally {
      read = true;
    }
  }

  private void addLine(String line, Function<String, byte @Nullable []> jar) {
    StringTokenizer words = new StringTokenizer(line, " ");
    String name = words.nextToken();
    Stack stack = new Stack(name, words.nextToken(), new InJar(jar, FOLDER + name + '/'));
    stacks.add(stack);
    while (words.hasMoreTokens()) {
      addWord(words.nextToken(), stack);
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
        + String.join(" ", words(module));
  }

  /** Of a stack at hand, without a jar. */
  void add(StackModule module, Stack stack) {
    stacks.add(stack);
    for (String word : words(module)) {
      addWord(word, stack);
    }
  }

  private void addWord(String word, Stack stack) {
    char mark = word.charAt(0);
    String className = className(word);
    if (mark == LATE) {
      stack.addTappedLate(className);
    } else if (mark == UNTAPPED) {
      stack.addUntapped(className);
    } else if (mark == PRELOAD_TRIGGER) {
      stack.addPreloadTrigger(className);
    }
    add(className, stack);
  }

  private static String className(String word) {
    return Character.isJavaIdentifierStart(word.charAt(0)) ? word : word.substring(1);
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

  private static List<String> words(StackModule module) {
    Set<String> tapped = new TreeSet<>(module.stateOwners());
    for (TapPoint point : module.tapPoints()) {
      checkDescriptors(point);
      tapped.add(point.className());
    }
    Set<String> all = new TreeSet<>(tapped);
    all.addAll(module.startsTelemetry());
    List<String> words = new ArrayList<>();
    for (String name : all) {
      if (!tapped.contains(name)) {
        words.add(UNTAPPED + name);
      } else {
        words.add(module.tappedLate().contains(name) ? LATE + name : name);
      }
    }
    for (String name : module.preloadTriggers()) {
      if (all.contains(name)) {
        throw new IllegalArgumentException(
            name + " is tapped, it cannot trigger the preload as well");
      }
      words.add(PRELOAD_TRIGGER + name);
    }
    return words;
  }

  /** A typing error shows when a jar is built or a test begins, not as a method that is missing. */
  private static void checkDescriptors(TapPoint point) {
    for (TapPoint.Method method : point.methods()) {
      checkDescriptor(method.descriptor());
    }
    if (point.action() instanceof TapPoint.SubstituteCall call) {
      checkDescriptor(call.called().descriptor());
    }
  }

  /** Of a method, JVMS 4.3.3. By itself: nothing that starts needs the JDK's patterns. */
  private static final class Descriptor {
    static final Pattern FORM =
        Pattern.compile(
            "\\((\\[*(?:[BCDFIJSZ]|L[^;.\\[()]+;))*\\)(V|\\[*(?:[BCDFIJSZ]|L[^;.\\[()]+;))");
  }

  private static void checkDescriptor(String descriptor) {
    if (!Descriptor.FORM.matcher(descriptor).matches()) {
      throw new IllegalArgumentException(descriptor + " describes no method");
    }
  }

  /** The stacks a class concerns, by its internal name; null for nearly all classes there are. */
  @Nullable List<Stack> concernedBy(String internalName) {
    if (!read) {
      if (hashes != null && Arrays.binarySearch(hashes, internalName.hashCode()) < 0) {
        return null;
      }
      readText();
    }
    return byClass.get(internalName);
  }

  List<Stack> stacks() {
    if (!read) {
      readText();
    }
    return stacks;
  }
}
