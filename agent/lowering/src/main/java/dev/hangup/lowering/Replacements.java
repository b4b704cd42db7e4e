// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * The methods that the JDK has since a later release than 8, and what is called in their place: a
 * static method of the same name in {@code lowered}, which takes the object as its first argument.
 * Such a method need only be written, it is found by its form.
 */
final class Replacements {

  static final String BUFFER = "java/nio/Buffer";

  /** Its classes call what there is, old or new. */
  static final String SEAM = "dev/hangup/jdk/";

  private static final String OURS = SEAM + "lowered/";

  /** Class of the JDK to class in {@code lowered}. */
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("java/io/ByteArrayOutputStream", "ByteArrays"),
          Map.entry("java/io/InputStream", "InputStreams"),
          Map.entry("java/lang/String", "Strings"),
          Map.entry("java/lang/StringBuilder", "Builders"),
          Map.entry("java/lang/Thread", "Threads"),
          Map.entry("java/lang/invoke/MethodHandles", "Handles"),
          Map.entry("java/nio/ByteBuffer", "ByteBuffers"),
          Map.entry("java/nio/file/Path", "Paths"),
          Map.entry("java/util/List", "Lists"),
          Map.entry("java/util/Map", "Maps"),
          Map.entry("java/util/Objects", "Nulls"),
          Map.entry("java/util/Set", "Sets"),
          Map.entry("java/util/stream/Stream", "Streams"));

  /** They return their own class since Java 9, and {@code Buffer} before. */
  private static final Set<String> COVARIANT =
      Set.of("clear", "flip", "limit", "mark", "position", "reset", "rewind");

  private final Map<String, Set<String>> methods = new HashMap<>();

  private Replacements() {}

  /** A static call in place of a call. */
  record Call(String owner, String descriptor) {}

  static Replacements ofOurs() {
    Replacements all = new Replacements();
    CLASSES.forEach((jdk, ours) -> all.methods.put(jdk, methods(OURS + ours)));
    return all;
  }

  private static Set<String> methods(String internalName) {
    Set<String> found = new HashSet<>();
    try (InputStream in =
        Replacements.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
      if (in == null) {
        throw new IllegalStateException(internalName + " is missing");
      }
      new ClassReader(in.readAllBytes())
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                  if ((access & Opcodes.ACC_PUBLIC) != 0) {
                    found.add(name + descriptor);
                  }
                  return null;
                }
              },
              ClassReader.SKIP_CODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** What to call instead, null for nearly everything. */
  @Nullable Call of(boolean isStatic, String owner, String name, String descriptor) {
    Set<String> ours = methods.get(owner);
    if (ours == null) {
      return null;
    }
    String form = isStatic ? descriptor : "(L" + owner + ';' + descriptor.substring(1);
    return ours.contains(name + form) ? new Call(OURS + CLASSES.get(owner), form) : null;
  }

  static boolean isCovariantBuffer(String owner, String name, String descriptor) {
    return owner.startsWith("java/nio/")
        && owner.endsWith("Buffer")
        && !owner.equals(BUFFER)
        && COVARIANT.contains(name)
        && descriptor.endsWith(")L" + owner + ';');
  }

  static String ofBuffer(String descriptor) {
    return descriptor.substring(0, descriptor.indexOf(')') + 1) + 'L' + BUFFER + ';';
  }
}
