// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * What an advice class wants to be called with, read from its class file: it cannot be loaded where
 * no library is. Of Byte Buddy's annotations those that make sense for code that is called and not
 * copied; anything else is refused, so a stack that asks for more fails in its first test.
 */
record AdviceCode(@Nullable Call enter, @Nullable Call exit) {

  /** A method to call, and where its arguments come from. */
  record Call(String name, Type type, List<Source> sources, boolean onThrowable) {}

  /** Where an argument comes from. */
  record Source(Kind kind, int index, String field, boolean optional) {}

  /** The annotations understood. */
  enum Kind {
    THIS("This"),
    ARGUMENT("Argument"),
    ALL_ARGUMENTS("AllArguments"),
    FIELD("FieldValue"),
    ENTER("Enter"),
    RETURN("Return"),
    THROWN("Thrown");

    private final String descriptor;

    Kind(String annotation) {
      descriptor = "L" + ADVICE + annotation + ";";
    }

    static @Nullable Kind of(String descriptor) {
      for (Kind kind : values()) {
        if (kind.descriptor.equals(descriptor)) {
          return kind;
        }
      }
      return null;
    }
  }

  private static final String ADVICE = "net/bytebuddy/asm/Advice$";
  private static final String ON_ENTER = "L" + ADVICE + "OnMethodEnter;";
  private static final String ON_EXIT = "L" + ADVICE + "OnMethodExit;";
  private static final Type THROWABLE = Type.getType(Throwable.class);

  static AdviceCode of(byte[] classFile) {
    Reader reader = new Reader();
    new ClassReader(classFile).accept(reader, ClassReader.SKIP_DEBUG | ClassReader.SKIP_CODE);
    if (reader.enter == null && reader.exit == null) {
      throw new IllegalStateException("no advice in " + reader.name);
    }
    return new AdviceCode(reader.enter, reader.exit);
  }

  private static final class Reader extends ClassVisitor {
    private String name = "";
    private @Nullable Call enter;
    private @Nullable Call exit;

    Reader() {
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
      this.name = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new Method(this, access, method, Type.getMethodType(descriptor));
    }
  }

  private static final class Method extends MethodVisitor {
    private final Reader reader;
    private final boolean isStatic;
    private final String name;
    private final Type type;
    private final @Nullable Source[] sources;
    private final Map<String, Object> entering = new HashMap<>();
    private final Map<String, Object> exiting = new HashMap<>();
    private boolean onEnter;
    private boolean onExit;

    Method(Reader reader, int access, String name, Type type) {
      super(Opcodes.ASM9);
      this.reader = reader;
      this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
      this.name = name;
      this.type = type;
      this.sources = new Source[type.getArgumentCount()];
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (descriptor.equals(ON_ENTER)) {
        onEnter = true;
        return values(entering);
      }
      if (descriptor.equals(ON_EXIT)) {
        onExit = true;
        return values(exiting);
      }
      return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitParameterAnnotation(
        int parameter, String descriptor, boolean visible) {
      if (!descriptor.startsWith("L" + ADVICE)) {
        return null;
      }
      Kind kind = Kind.of(descriptor);
      if (kind == null) {
        throw broken("no " + descriptor);
      }
      Map<String, Object> given = new HashMap<>();
      return new AnnotationVisitor(Opcodes.ASM9, values(given)) {
        @Override
        public void visitEnd() {
          // Typing is a matter of the link, which converts; everything is read-only.
          given.keySet().removeAll(List.of("typing", "readOnly"));
          Object value = given.remove("value");
          boolean optional = Boolean.TRUE.equals(given.remove("optional"));
          require(given.isEmpty(), "no " + given.keySet() + " at a parameter");
          sources[parameter] =
              new Source(
                  kind,
                  value instanceof Integer index ? index : -1,
                  value instanceof String field ? field : "",
                  optional);
        }
      };
    }

    private static AnnotationVisitor values(Map<String, Object> into) {
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(String name, Object value) {
          into.put(name, value);
        }

        @Override
        public void visitEnum(String name, String descriptor, String value) {
          into.put(name, value);
        }
      };
    }

    @Override
    public void visitEnd() {
      if (onEnter) {
        require(reader.enter == null, "only one advice on enter");
        reader.enter = call(entering);
      }
      if (onExit) {
        require(reader.exit == null, "only one advice on exit");
        require(type.getReturnType().equals(Type.VOID_TYPE), "nothing returned on exit");
        reader.exit = call(exiting);
      }
    }

    private Call call(Map<String, Object> given) {
      require(isStatic, "static methods");
      // Copied into the library it would name our classes where nobody can see them.
      require(Boolean.FALSE.equals(given.remove("inline")), "inline = false");
      require(THROWABLE.equals(given.remove("suppress")), "suppress = Throwable.class");
      Object onThrowable = given.remove("onThrowable");
      require(
          onThrowable == null || THROWABLE.equals(onThrowable), "onThrowable = Throwable.class");
      require(given.isEmpty(), "no " + given.keySet());
      List<Source> all = new ArrayList<>();
      for (Source source : sources) {
        if (source == null) {
          throw broken("an annotation at each parameter");
        }
        all.add(source);
      }
      return new Call(name, type, all, onThrowable != null);
    }

    private void require(boolean kept, String rule) {
      if (!kept) {
        throw broken(rule);
      }
    }

    private IllegalStateException broken(String rule) {
      return new IllegalStateException(
          "advice " + reader.name + '.' + name + " breaks a rule: " + rule);
    }
  }
}
