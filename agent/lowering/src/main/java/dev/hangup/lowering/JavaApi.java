// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a release of the JDK offers, as the compiler itself knows it for {@code --release 8}: every
 * JDK has the class files of its predecessors' public interface, in {@code lib/ct.sym}. Finds what
 * other class files refer to and that release lacks.
 */
public final class JavaApi {

  private static final String CLASS = ".class";

  /** A class, as far as others can refer to it. */
  private record Known(
      boolean ofJdk,
      boolean isInterface,
      boolean isAbstract,
      @Nullable String superName,
      List<String> interfaces,
      Set<String> members,
      Set<String> toImplement) {}

  private final Map<String, Known> known = new HashMap<>();

  private JavaApi() {}

  /** The interface of Java 8. */
  public static JavaApi ofJava8() throws IOException {
    JavaApi api = new JavaApi();
    try (ZipFile all = new ZipFile(new File(System.getProperty("java.home"), "lib/ct.sym"))) {
      Enumeration<? extends ZipEntry> entries = all.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        int slash = name.indexOf('/');
        if (slash > 0 && name.substring(0, slash).indexOf('8') >= 0 && name.endsWith(".sig")) {
          try (InputStream in = all.getInputStream(entry)) {
            api.learn(in.readAllBytes(), true);
          }
        }
      }
    }
    if (!api.known.containsKey("java/lang/Object")) {
      throw new IOException("this JDK does not know what Java 8 is");
    }
    return api;
  }

  /**
   * What these classes refer to of the JDK, and Java 8 does not have; a line for each, sorted.
   *
   * @param classes all of them: inherited members are looked for among them as well
   */
  public Set<String> missing(Collection<byte[]> classes) {
    for (byte[] classFile : classes) {
      learn(classFile, false);
    }
    Set<String> missing = new TreeSet<>();
    for (byte[] classFile : classes) {
      new ClassReader(classFile).accept(new References(missing), ClassReader.SKIP_DEBUG);
    }
    return missing;
  }

  private void learn(byte[] classFile, boolean ofJdk) {
    ClassReader reader = new ClassReader(classFile);
    Set<String> members = new HashSet<>();
    Set<String> toImplement = new HashSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable FieldVisitor visitField(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              @Nullable Object value) {
            members.add(name + descriptor);
            return null;
          }

          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            members.add(name + descriptor);
            if ((access & Opcodes.ACC_ABSTRACT) != 0) {
              toImplement.add(name + descriptor);
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE);
    known.put(
        reader.getClassName(),
        new Known(
            ofJdk,
            (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0,
            (reader.getAccess() & Opcodes.ACC_ABSTRACT) != 0,
            reader.getSuperName(),
            List.of(reader.getInterfaces()),
            members,
            toImplement));
  }

  /** A class of the JDK at hand: if Java 8 does not have it, it is a newer one. */
  private static boolean isOfThisJdk(String internalName) {
    if (internalName.startsWith("java/") || internalName.startsWith("jdk/")) {
      return true;
    }
    return (internalName.startsWith("javax/")
            || internalName.startsWith("com/sun/")
            || internalName.startsWith("sun/"))
        && ClassLoader.getPlatformClassLoader().getResource(internalName + CLASS) != null;
  }

  /**
   * Whether a member is there, or may be there: of classes outside the JDK's API nothing is said.
   */
  private boolean has(String owner, String member) {
    Known type = known.get(owner);
    if (type == null) {
      return !isOfThisJdk(owner);
    }
    if (type.members.contains(member)) {
      return true;
    }
    if (type.superName != null && has(type.superName, member)) {
      return true;
    }
    for (String each : type.interfaces) {
      if (has(each, member)) {
        return true;
      }
    }
    return type.isInterface && has("java/lang/Object", member);
  }

  private final class References extends ClassVisitor {
    private final Set<String> missing;
    private String self = "";

    References(Set<String> missing) {
      super(Opcodes.ASM9);
      this.missing = missing;
    }

    private void report(String what) {
      missing.add(self + ": " + what);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      self = name;
      if (version > Opcodes.V1_8) {
        report("class file version " + version);
      }
      if (superName != null) {
        type(superName);
      }
      for (String each : interfaces == null ? new String[0] : interfaces) {
        type(each);
      }
      if ((access & Opcodes.ACC_ABSTRACT) == 0) {
        implemented(name, name);
      }
    }

    /** Methods that have no body in Java 8 and may have got one since. */
    private void implemented(String self, String at) {
      Known type = known.get(at);
      if (type == null) {
        return;
      }
      if (type.ofJdk && type.isInterface) {
        for (String method : type.toImplement) {
          if (!isImplemented(self, method) && !has("java/lang/Object", method)) {
            report("does not implement " + at + '.' + method);
          }
        }
      }
      if (type.superName != null) {
        implemented(self, type.superName);
      }
      for (String each : type.interfaces) {
        implemented(self, each);
      }
    }

    private boolean isImplemented(String by, String method) {
      Known type = known.get(by);
      if (type == null) {
        return true;
      }
      if (type.members.contains(method) && !type.toImplement.contains(method)) {
        return true;
      }
      if (type.superName != null && isImplemented(type.superName, method)) {
        return true;
      }
      for (String each : type.interfaces) {
        if (isImplemented(each, method)) {
          return true;
        }
      }
      return false;
    }

    private void type(String internalName) {
      if (!known.containsKey(internalName) && isOfThisJdk(internalName)) {
        report(internalName);
      }
    }

    private void types(Type type) {
      switch (type.getSort()) {
        case Type.ARRAY -> types(type.getElementType());
        case Type.OBJECT -> type(type.getInternalName());
        case Type.METHOD -> {
          types(type.getReturnType());
          for (Type argument : type.getArgumentTypes()) {
            types(argument);
          }
        }
        default -> {}
      }
    }

    private void member(String owner, String name, String descriptor) {
      types(Type.getType(descriptor));
      if (owner.startsWith("[")) {
        types(Type.getType(owner));
        return;
      }
      type(owner);
      if (known.containsKey(owner)
          && !has(owner, name + descriptor)
          && !isPolymorphic(owner, name)) {
        report(owner + '.' + name + descriptor);
      }
    }

    private boolean isPolymorphic(String owner, String name) {
      return owner.equals("java/lang/invoke/MethodHandle") && name.startsWith("invoke");
    }

    @Override
    public FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      types(Type.getType(descriptor));
      return new FieldVisitor(Opcodes.ASM9) {};
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      types(Type.getType(descriptor));
      return new Code();
    }

    private final class Code extends MethodVisitor {

      Code() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visitTypeInsn(int opcode, String type) {
        types(Type.getObjectType(type));
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        member(owner, name, descriptor);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        member(owner, name, descriptor);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        types(Type.getType(descriptor));
        member(bootstrap.getOwner(), bootstrap.getName(), bootstrap.getDesc());
        for (Object argument : arguments) {
          constant(argument);
        }
      }

      @Override
      public void visitLdcInsn(Object value) {
        constant(value);
      }

      private void constant(Object value) {
        if (value instanceof Type type) {
          types(type);
        } else if (value instanceof Handle handle) {
          member(handle.getOwner(), handle.getName(), handle.getDesc());
        }
      }

      @Override
      public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        if (type != null) {
          type(type);
        }
      }
    }
  }
}
