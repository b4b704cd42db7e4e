// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.jdk.OwnThread;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OwnThreadTest {

  private static final InheritableThreadLocal<Object> LOCAL = new InheritableThreadLocal<>();

  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void aThreadDoesNotKeepTheApplicationInWhoseMiddleItWasMade() throws Exception {
    Maker maker = new Maker();
    WeakReference<ClassLoader> application = madeIn(maker);

    for (int i = 0; i < 100 && application.get() != null; i++) {
      System.gc();
    }

    assertThat(application.get()).isNull();
    assertThat(maker.made.isAlive()).isTrue();
    assertThat(maker.made.isDaemon()).isTrue();
    end.countDown();
    maker.made.join();
  }

  @Test
  void whatAThreadOfTheAgentThrowsIsNotForTheApplicationsHandler() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.set(thrown));
    try {
      Thread failing =
          OwnThread.daemon(
              "hangup-test",
              () -> {
                throw new OutOfMemoryError("pretended");
              });
      failing.start();
      failing.join();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }

    assertThat(told).hasValue(null);
  }

  /** On the stack, as the current thread's context loader and as an inheritable thread local. */
  private static WeakReference<ClassLoader> madeIn(InputStream maker) throws Exception {
    LibraryLoader loader = LibraryLoader.plain();
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    FakeLibrary library = new FakeLibrary(loader);
    LOCAL.set(library.connection());
    current.setContextClassLoader(loader);
    try {
      library.fill(maker);
    } finally {
      current.setContextClassLoader(before);
      LOCAL.remove();
    }
    return new WeakReference<>(loader);
  }

  /** The library reads from it, so it is called with the library on the stack. */
  private final class Maker extends FilterInputStream {

    private Thread made;

    Maker() {
      super(nullInputStream());
    }

    @Override
    public int read() {
      made = OwnThread.daemon("hangup-test", this::waitForTheEnd);
      made.start();
      return -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      return read();
    }

    private void waitForTheEnd() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
