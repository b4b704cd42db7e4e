// SPDX-License-Identifier: Apache-2.0
package specimen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the library brought after Java 8, and the agent uses; prints what came of it. */
public final class Library {

  private Library() {}

  public static void main(String[] arguments) throws Throwable {
    collections();
    strings();
    streams();
    buffers();
    System.out.println(Path.of("a", "b").getNameCount());
    System.out.println(Objects.requireNonNullElse(null, "else"));
    System.out.println(
        (int)
            MethodHandles.empty(MethodType.methodType(int.class, String.class))
                .invokeExact("ignored"));
    Thread.onSpinWait();
  }

  @SuppressWarnings("DistinctVarargsChecker") // what is refused
  private static void collections() {
    System.out.println(List.of() + " " + List.of(1) + " " + List.of(1, 2) + List.of(1, 2, 3));
    System.out.println(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    System.out.println(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    String[] many = {"a", "b"};
    List<String> of = List.of(many);
    many[0] = "changed";
    System.out.println(of);
    List<Integer> changing = new ArrayList<>(Arrays.asList(1, 2));
    List<Integer> copy = List.copyOf(changing);
    changing.clear();
    System.out.println(copy);
    System.out.println(new TreeSet<>(Set.of(3, 1, 2)) + " " + Set.of().size());
    System.out.println(new TreeSet<>(Set.copyOf(Arrays.asList(2, 1, 2))));
    System.out.println(new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3)) + " " + Map.of().size());
    System.out.println(new TreeMap<>(Map.ofEntries(Map.entry("k", "v"), Map.entry("l", "w"))));
    System.out.println(new TreeMap<>(Map.copyOf(new TreeMap<>(Map.of(1, 2)))));
    Supplier<List<String>> empty = List::of;
    System.out.println(empty.get());
    refused(() -> List.of(1).add(2));
    refused(() -> List.of(1, (Integer) null));
    refused(() -> Set.of(1, 1));
    refused(() -> Map.of(1, 1, 1, 2));
    refused(() -> Map.of(1, 1).put(2, 2));
    refused(() -> List.copyOf(Arrays.asList(1, null)));
    refused(() -> Stream.of(1).toList().add(2));
    refused(() -> Map.entry(null, 1));
  }

  private static void refused(Supplier<Object> attempt) {
    try {
      System.out.println("not refused: " + attempt.get());
    } catch (RuntimeException e) {
      System.out.println(e.getClass().getName());
    }
  }

  private static void strings() {
    String text = "\u2003 two words\t\n";
    System.out.println('[' + text.strip() + "][" + text.stripLeading().length() + ']');
    System.out.println('[' + text.stripTrailing() + "] " + " \u2003".isBlank() + "x".isBlank());
    System.out.println("ab".repeat(3) + "ab".repeat(0) + '.');
    System.out.println("one\ntwo\r\nthree\r\rfive\n".lines().toList());
    System.out.println("".lines().toList() + " " + "\n".lines().toList());
    System.out.println("%s is %d".formatted("it", 3));
    System.out.println(new StringBuilder().isEmpty() + " " + new StringBuilder("a").isEmpty());
    Function<String, String> strip = String::strip;
    System.out.println(strip.apply(" x "));
  }

  private static void streams() throws IOException {
    System.out.println(Stream.of(1, null, 3).toList());
    byte[] bytes = new byte[20_000];
    bytes[19_999] = 7;
    InputStream in = new ByteArrayInputStream(bytes);
    System.out.println(in.readNBytes(9_000).length + " " + in.readAllBytes()[10_999]);
    System.out.println(in.readNBytes(1).length + " " + in.readAllBytes().length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("wörter".getBytes(StandardCharsets.UTF_8));
    System.out.println(out.toString(StandardCharsets.UTF_8));
    InputStream again = new ByteArrayInputStream(bytes);
    System.out.println(again.transferTo(out));
  }

  private static void buffers() {
    ByteBuffer buffer = ByteBuffer.allocate(16);
    buffer.put((byte) 1).putInt(2).flip().position(1).limit(5);
    System.out.println(buffer + " " + buffer.getInt());
    System.out.println(buffer.rewind().mark().reset().clear());
    for (ByteBuffer each :
        List.of(buffer, buffer.asReadOnlyBuffer(), ByteBuffer.allocateDirect(16).put(buffer))) {
      byte[] target = new byte[8];
      each.clear();
      each.position(3);
      System.out.println(each.get(0, target, 1, 5).equals(each) + Arrays.toString(target));
      System.out.println(each.position() + " " + each.slice(1, 4).getInt());
    }
  }
}
