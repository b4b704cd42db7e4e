// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a module write a library's methods as Java does, with short names: {@code "void
 * decode(ChannelHandlerContext, ByteBuf, List)"}. A constructor has neither a name nor a type:
 * {@code "(ByteBuffer, int)"}.
 *
 * <p>Names of the JDK that are used in taps are known; all others are told once, see {@link #and}.
 */
public final class Signatures {

  private static final Map<String, String> PRIMITIVE =
      Map.of(
          "void", "V", "boolean", "Z", "byte", "B", "char", "C", "short", "S", "int", "I", "long",
          "J", "float", "F", "double", "D");

  private final Map<String, String> descriptors = new HashMap<>(PRIMITIVE);

  private Signatures() {
    and("java.lang.", "Object", "String", "Throwable", "Exception", "Class", "ClassLoader");
    and("java.util.", "List", "Map", "Set", "Collection");
    and("java.util.concurrent.", "TimeoutException", "CompletableFuture");
    and("java.io.", "IOException");
    and("java.net.", "URI", "Socket");
    and("java.nio.", "ByteBuffer");
    and("java.nio.channels.", "AsynchronousSocketChannel", "ClosedChannelException");
    and("javax.net.ssl.", "SSLEngine");
  }

  /** Knows the classes of one package of the library, and those of the JDK. */
  public static Signatures of(String packageWithDot, String... simpleNames) {
    return new Signatures().and(packageWithDot, simpleNames);
  }

  /**
   * Another package's. A nested class is told as {@code Outer$Inner} and written {@code Inner}; of
   * two with one name the later one counts.
   */
  public Signatures and(String packageWithDot, String... simpleNames) {
    for (String name : simpleNames) {
      descriptors.put(
          name.substring(name.lastIndexOf('$') + 1),
          "L" + (packageWithDot + name).replace('.', '/') + ";");
    }
    return this;
  }

  /** The class to tap; its methods come next. */
  public TapPoint.In in(String className) {
    return new TapPoint.In(className, this);
  }

  /** Of a method or a constructor, as the class file has it. */
  public TapPoint.Method method(String declaration) {
    int open = declaration.indexOf('(');
    if (open < 0 || !declaration.endsWith(")")) {
      throw new IllegalArgumentException("not a method: " + declaration);
    }
    StringBuilder descriptor = new StringBuilder("(");
    StringTokenizer parameters =
        new StringTokenizer(declaration.substring(open + 1, declaration.length() - 1), ", ");
    while (parameters.hasMoreTokens()) {
      descriptor.append(type(parameters.nextToken(), declaration));
    }
    String head = declaration.substring(0, open).trim();
    if (head.isEmpty()) {
      return new TapPoint.Method("<init>", descriptor.append(")V").toString());
    }
    int space = head.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("no return type: " + declaration);
    }
    descriptor.append(')').append(type(head.substring(0, space), declaration));
    return new TapPoint.Method(head.substring(space + 1).trim(), descriptor.toString());
  }

  private String type(String name, String declaration) {
    if (name.endsWith("[]")) {
      return "[" + type(name.substring(0, name.length() - 2), declaration);
    }
    @Nullable String known = descriptors.get(name);
    if (known != null) {
      return known;
    }
    if (name.indexOf('.') > 0) {
      return "L" + name.replace('.', '/') + ";";
    }
    throw new IllegalArgumentException(
        "no class known by the name of " + name + ": " + declaration);
  }
}
