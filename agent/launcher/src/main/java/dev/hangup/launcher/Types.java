// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint.Advise;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * How the engine learns of types without loading any of the application's. The order is the point:
 * the JDK's, then the agent's own, then the application's. Turned round, an application with a Byte
 * Buddy of its own would give us its annotations, and advice would not be recognised.
 */
final class Types {

  private final ClassLoader core;

  /** The JDK's and the agent's own, the same for every application loader. */
  private final TypePool own;

  private final ClassFileLocator ownFiles;

  /** Read once for all classes of an application; keeps no loader alive, nor itself for long. */
  private final Map<ClassLoader, Map<Stack, SoftReference<View>>> views = new WeakHashMap<>();

  Types(ClassLoader core) {
    this.core = core;
    this.ownFiles = new ByName(this::ownBytes);
    this.own =
        new TypePool.Default(
            new TypePool.CacheProvider.Simple(),
            ownFiles,
            TypePool.Default.ReaderMode.FAST,
            new Jdk());
  }

  private byte @Nullable [] ownBytes(String name) throws IOException {
    return StackLoader.isShared(name) || name.startsWith("net.bytebuddy.")
        ? resource(core, name)
        : null;
  }

  /** The stack's own types, and behind them those of the library as this application has it. */
  View of(Stack stack, ClassLoader application) {
    synchronized (views) {
      Map<Stack, SoftReference<View>> ofApplication =
          views.computeIfAbsent(application, any -> new HashMap<>());
      @Nullable SoftReference<View> reference = ofApplication.get(stack);
      View known = reference == null ? null : reference.get();
      if (known == null) {
        known = view(stack, new WeakReference<>(application));
        ofApplication.put(stack, new SoftReference<>(known));
      }
      return known;
    }
  }

  private View view(Stack stack, WeakReference<ClassLoader> application) {
    ClassFileLocator stackFiles =
        new ByName(
            name -> {
              if (!name.startsWith(stack.ownPackage())) {
                return null;
              }
              byte[] file = stack.classes().of(Advise.className(name));
              return file == null ? null : LinkedCalls.callable(file, Advise.member(name));
            });
    ClassFileLocator libraryFiles =
        new ByName(
            name -> {
              ClassLoader loader = application.get();
              return loader == null ? null : resource(loader, name);
            });
    ClassFileLocator files = new ClassFileLocator.Compound(stackFiles, ownFiles, libraryFiles);
    // Of most of a library's types no more than the name is ever asked.
    TypePool types =
        new TypePool.Default.WithLazyResolution(
            new TypePool.CacheProvider.Simple(), files, TypePool.Default.ReaderMode.FAST, own);
    return new View(types, files);
  }

  /** Types and the class files behind them, in the same order. */
  record View(TypePool types, ClassFileLocator files) {

    /** The same, but for the class at hand: that one as it is about to be defined. */
    TypePool with(String className, byte[] classFile) {
      return new AtHand(className, classFile, types);
    }
  }

  private static byte @Nullable [] resource(ClassLoader loader, String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    }
  }

  /** Bytes by binary name, null for none. */
  @FunctionalInterface
  private interface Bytes {
    byte @Nullable [] of(String name) throws IOException;
  }

  private record ByName(Bytes bytes) implements ClassFileLocator {
    @Override
    public ClassFileLocator.Resolution locate(String name) throws IOException {
      byte[] found = bytes.of(name);
      return found == null
          ? new ClassFileLocator.Resolution.Illegal(name)
          : new ClassFileLocator.Resolution.Explicit(found);
    }

    @Override
    public void close() {}
  }

  /** JDK classes are loaded or may be; reading them as files would be slow. */
  private static final class Jdk implements TypePool {
    private final TypePool loaded = TypePool.ClassLoading.ofPlatformLoader();

    @Override
    public TypePool.Resolution describe(String name) {
      return isOfJdk(name) ? loaded.describe(name) : new TypePool.Resolution.Illegal(name);
    }

    /** Primitive types and those of {@code java.*}, and arrays of both. */
    private static boolean isOfJdk(String name) {
      return name.startsWith("java.")
          || name.startsWith("Ljava.", name.lastIndexOf('[') + 1)
          || name.indexOf('.') < 0;
    }

    @Override
    public void clear() {}
  }

  /** Passes everything else on as it is: to ask whether a type is there would be to read it. */
  private static final class AtHand extends TypePool.Default {
    private final String className;
    private final TypePool types;

    AtHand(String className, byte[] classFile, TypePool types) {
      super(
          new TypePool.CacheProvider.Simple(),
          ClassFileLocator.Simple.of(className, classFile),
          TypePool.Default.ReaderMode.FAST);
      this.className = className;
      this.types = types;
    }

    @Override
    public TypePool.Resolution describe(String name) {
      return name.equals(className) ? super.describe(name) : types.describe(name);
    }
  }
}
