// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Which members are private, and which of these another class uses: within a nest, since Java 11,
 * that is allowed, and no method stands between.
 */
final class Members {

  private final Set<String> privates = new HashSet<>();
  private final Set<String> opened = new HashSet<>();
  private final Map<String, String> simpleNames = new HashMap<>();
  private final Map<String, String> supers = new HashMap<>();
  private final Set<String> instanceMethods = new HashSet<>();

  private Members() {}

  static Members of(Collection<byte[]> classes) {
    Members members = new Members();
    for (byte[] classFile : classes) {
      new ClassReader(classFile).accept(members.new Declared(), ClassReader.SKIP_CODE);
    }
    for (byte[] classFile : classes) {
      new ClassReader(classFile).accept(members.new Used(), ClassReader.SKIP_DEBUG);
    }
    members.checkClashes();
    return members;
  }

  boolean isPrivate(String owner, String name, String descriptor) {
    return privates.contains(key(owner, name, descriptor));
  }

  /** Whether it is private and must not stay so. */
  boolean isOpened(String owner, String name, String descriptor) {
    return opened.contains(key(owner, name, descriptor));
  }

  String simpleName(String internalName) {
    return simpleNames.getOrDefault(
        internalName, internalName.substring(internalName.lastIndexOf('/') + 1));
  }

  /** An opened method must not meet one of the same form further up or down in its package. */
  private void checkClashes() {
    for (String method : instanceMethods) {
      String owner = method.substring(0, method.indexOf('.'));
      String form = method.substring(owner.length());
      for (String up = supers.get(owner); up != null; up = supers.get(up)) {
        String above = up + form;
        if (instanceMethods.contains(above)
            && (opened.contains(above) || opened.contains(method))) {
          throw new IllegalStateException(
              method + " would override " + above + ", which is private: rename one of them");
        }
      }
    }
  }

  private static String key(String owner, String name, String descriptor) {
    return owner + '.' + name + descriptor;
  }

  private final class Declared extends ClassVisitor {
    private String self = "";

    Declared() {
      super(Opcodes.ASM9);
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
      if (superName != null) {
        supers.put(name, superName);
      }
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outerName, @Nullable String innerName, int access) {
      if (innerName != null) {
        simpleNames.put(name, innerName);
      }
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      remember(access, name, descriptor);
      return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      remember(access, name, descriptor);
      if ((access & Opcodes.ACC_STATIC) == 0 && !name.equals("<init>")) {
        instanceMethods.add(key(self, name, descriptor));
      }
      return null;
    }

    private void remember(int access, String name, String descriptor) {
      if ((access & Opcodes.ACC_PRIVATE) != 0) {
        privates.add(key(self, name, descriptor));
      }
    }
  }

  private final class Used extends ClassVisitor {
    private String self = "";

    Used() {
      super(Opcodes.ASM9);
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
    }

    private void use(String owner, String name, String descriptor) {
      String key = key(owner, name, descriptor);
      if (!owner.equals(self) && privates.contains(key)) {
        opened.add(key);
      }
    }

    private void use(Handle handle) {
      use(handle.getOwner(), handle.getName(), handle.getDesc());
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          use(owner, field, type);
        }

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String form, boolean ofInterface) {
          use(owner, called, form);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String form, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              use(handle);
            }
          }
        }
      };
    }
  }
}
