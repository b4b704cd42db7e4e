// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a class declares, read from its file: to load it one would need every library that its
 * signatures name. JVM specification, chapter 4.
 */
final class ClassFile {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  private final DataInputStream in;
  private final String[] texts;
  private final int[] classes;
  private final List<String> above = new ArrayList<>();
  private final Set<String> methods = new HashSet<>();

  private ClassFile(InputStream file) throws IOException {
    in = new DataInputStream(file);
    skip(8); // magic, version
    int constants = in.readUnsignedShort();
    texts = new String[constants];
    classes = new int[constants];
    for (int i = 1; i < constants; i++) {
      i += constant(i);
    }
    skip(4); // access, this class
    addAbove(in.readUnsignedShort());
    for (int interfaces = in.readUnsignedShort(); interfaces > 0; interfaces--) {
      addAbove(in.readUnsignedShort());
    }
    members(false);
    members(true);
  }

  /** Null where there is no such class. */
  static @Nullable ClassFile of(String type, ClassLoader library) throws IOException {
    try (InputStream in = library.getResourceAsStream(type.replace('.', '/') + ".class")) {
      return in == null ? null : new ClassFile(in);
    }
  }

  /** Declared here or further up, as far as the library goes; constructors are not inherited. */
  static boolean hasMethod(String type, String name, ClassLoader library) throws IOException {
    ClassFile file = of(type, library);
    if (file == null) {
      return false;
    }
    boolean found = file.methods.contains(name);
    if (!name.equals("<init>")) {
      for (String each : file.above) {
        found = found || hasMethod(each, name, library);
      }
    }
    return found;
  }

  /** Of the two entries that a long constant takes, the second is empty. */
  private int constant(int index) throws IOException {
    int tag = in.readUnsignedByte();
    switch (tag) {
      case UTF8 -> texts[index] = in.readUTF();
      case LONG, DOUBLE -> {
        skip(8);
        return 1;
      }
      case CLASS -> classes[index] = in.readUnsignedShort();
      case STRING, METHOD_TYPE, MODULE, PACKAGE -> skip(2);
      case METHOD_HANDLE -> skip(3);
      default -> skip(4);
    }
    return 0;
  }

  private void addAbove(int index) {
    if (index > 0) { // java.lang.Object has nothing above it
      above.add(texts[classes[index]]);
    }
  }

  private void members(boolean kept) throws IOException {
    for (int members = in.readUnsignedShort(); members > 0; members--) {
      int access = in.readUnsignedShort();
      String name = texts[in.readUnsignedShort()];
      skip(2); // descriptor
      if (kept && (Modifier.isPublic(access) || Modifier.isProtected(access))) {
        methods.add(name);
      }
      for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
        skip(2);
        skip(in.readInt());
      }
    }
  }

  private void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }
}
