// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * What a class file declares, as far as tapping it goes.
 *
 * @param version the major version
 * @param methods with a body, as {@code name + descriptor}
 * @param fields names
 * @param links calls through the dispatcher, in the methods that were asked about
 */
record ClassFacts(
    int version,
    String name,
    @Nullable String superName,
    List<String> interfaces,
    Set<String> methods,
    Set<String> fields,
    int links) {

  /** {@code tapped} are the methods, as {@code name + descriptor}, whose code is looked at. */
  static ClassFacts of(byte[] classFile, String dispatcher, Set<String> tapped) {
    Reader reader = new Reader(dispatcher, tapped);
    new ClassReader(classFile).accept(reader, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFacts(
        reader.version,
        reader.name,
        reader.superName,
        reader.interfaces,
        reader.methods,
        reader.fields,
        reader.links);
  }

  boolean declares(TapPoint.Method method) {
    return methods.contains(method.name() + method.descriptor());
  }

  private static final class Reader extends ClassVisitor {
    private final String dispatcher;
    private final Set<String> tapped;
    private int version;
    private String name = "";
    private @Nullable String superName;
    private List<String> interfaces = List.of();
    private final Set<String> methods = new HashSet<>();
    private final Set<String> fields = new HashSet<>();
    private int links;

    Reader(String dispatcher, Set<String> tapped) {
      super(Opcodes.ASM9);
      this.dispatcher = dispatcher;
      this.tapped = tapped;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      this.version = version & 0xffff;
      this.name = name;
      this.superName = superName;
      this.interfaces = interfaces == null ? List.of() : new ArrayList<>(List.of(interfaces));
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      fields.add(name);
      return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
        methods.add(name + descriptor);
      }
      if (!tapped.contains(name + descriptor)) {
        return null;
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String name, String descriptor, Handle bootstrap, Object... arguments) {
          if (bootstrap.getOwner().equals(dispatcher)) {
            links++;
          }
        }
      };
    }
  }
}
