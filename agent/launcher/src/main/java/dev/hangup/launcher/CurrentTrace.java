// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.observer.TraceSource;
import dev.hangup.tap.TraceHere;
import dev.hangup.tap.WireTap;
import java.lang.invoke.MethodHandle;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The trace a thread is in: of OpenTelemetry's agent, else of whatever OpenTelemetry the
 * application has. Asked once a handshake. Only classes that are loaded already are asked, and only
 * where a context was current before: the first question after one makes OpenTelemetry choose how
 * it keeps contexts, and an application that has a say in that has it before its first span. So
 * nothing is loaded or initialised for this, and no loader's code runs.
 *
 * <p>Of an application nothing is kept here: loaders weakly, and what reads a class hangs on that
 * class.
 */
final class CurrentTrace implements TraceSource {

  /** Loaders that libraries were tapped in; applications that come and go make more of them. */
  private static final int MOST_LOADERS = 32;

  /** Loaded by the first {@code Context.current()}, in all versions from 1.0 on. */
  private static final String CHOSEN_STORAGE = "io.opentelemetry.context.LazyStorage";

  private static final Object NOT_KNOWN = new Object();

  private static final ClassValue<Object> READERS =
      new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> span) {
          try {
            return new SpanReader(span);
          } catch (NoSuchMethodException | LinkageError | RuntimeException otherApi) {
            return NOT_KNOWN;
          }
        }
      };

  private final MethodHandle findLoadedClass;
  private final @Nullable SpanReader theirs;
  private final @Nullable SwitchedSpan switched;
  private volatile WeakReference<ClassLoader>[] libraries = none();

  /** Fails where loaders cannot be asked what they have loaded. */
  CurrentTrace(ModuleAccess rights) throws ReflectiveOperationException {
    findLoadedClass =
        rights
            .in(ClassLoader.class)
            .findVirtual(
                ClassLoader.class, "findLoadedClass", methodType(Class.class, String.class));
    Class<?> span = OpenTelemetryAgent.onBootstrap(OpenTelemetryAgent.SHADED + SpanReader.SPAN);
    theirs = span == null ? null : new SpanReader(span);
    switched = span == null ? null : switchedSpan();
  }

  private static @Nullable SwitchedSpan switchedSpan() {
    try {
      return new SwitchedSpan();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException otherAgent) {
      return null;
    }
  }

  /** A class of a library was tapped in this loader: the application may be traced there, too. */
  void tappedIn(ClassLoader library) {
    if (!knows(library)) {
      add(library);
    }
  }

  private boolean knows(ClassLoader library) {
    for (WeakReference<ClassLoader> known : libraries) {
      if (known.get() == library) {
        return true;
      }
    }
    return false;
  }

  private synchronized void add(ClassLoader library) {
    if (knows(library)) {
      return;
    }
    WeakReference<ClassLoader>[] before = libraries;
    int alive = 0;
    for (WeakReference<ClassLoader> known : before) {
      alive += known.get() == null ? 0 : 1;
    }
    WeakReference<ClassLoader>[] after = array(Math.min(MOST_LOADERS, alive + 1));
    after[0] = new WeakReference<>(library);
    int at = 1;
    for (WeakReference<ClassLoader> known : before) {
      if (at < after.length && known.get() != null) {
        after[at++] = known;
      }
    }
    libraries = at == after.length ? after : Arrays.copyOf(after, at);
  }

  private static WeakReference<ClassLoader>[] none() {
    return array(0);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
  private static WeakReference<ClassLoader>[] array(int length) {
    return new WeakReference[length];
  }

  @Override
  public @Nullable Object current() {
    try {
      TraceHere here = theirs == null ? null : theirs.read();
      return here == null ? ofApplication() : here;
    } catch (Throwable t) {
      WireTap.suppressed(t);
      return null;
    }
  }

  @Override
  public @Nullable Runnable switching() {
    try {
      return switched == null ? null : switched.current();
    } catch (Throwable t) {
      WireTap.suppressed(t);
      return null;
    }
  }

  private @Nullable TraceHere ofApplication() throws Throwable {
    TraceHere here = seenBy(Thread.currentThread().getContextClassLoader());
    for (WeakReference<ClassLoader> library : libraries) {
      if (here != null) {
        return here;
      }
      here = seenBy(library.get());
    }
    return here;
  }

  /** The nearest one that was loaded for this loader, or for one it asks. */
  private @Nullable TraceHere seenBy(@Nullable ClassLoader loader) throws Throwable {
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      Class<?> span = loaded(at, SpanReader.SPAN);
      if (span != null) {
        Object reader = isInUse(at) ? READERS.get(span) : NOT_KNOWN;
        return reader instanceof SpanReader known ? known.read() : null;
      }
    }
    return null;
  }

  /** Whether a context was asked for before: only that loads this class. */
  private boolean isInUse(ClassLoader loader) throws Throwable {
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (loaded(at, CHOSEN_STORAGE) != null) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Class<?> loaded(ClassLoader loader, String name) throws Throwable {
    return (Class<?>) findLoadedClass.invoke(loader, name);
  }
}
