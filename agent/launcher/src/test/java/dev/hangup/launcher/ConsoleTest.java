// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final List<String> written = new CopyOnWriteArrayList<>();

  @Test
  void linesAreWrittenInOrderByAnotherThread() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Console console =
        new Console(
            line -> {
              threads.add(Thread.currentThread());
              written.add(line);
            });
    console.accept("one");
    console.accept("two");
    console.flush(PATIENCE);

    assertThat(written).containsExactly("one", "two");
    assertThat(threads).allMatch(thread -> thread.isDaemon() && thread != Thread.currentThread());
  }

  @Test
  void aPipeThatNobodyReadsHoldsNobodyUp() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    Console console =
        new Console(
            line -> {
              try {
                read.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              written.add(line);
            });
    for (int i = 0; i < 1_000; i++) {
      console.accept("line " + i);
    }
    console.flush(1);
    assertThat(written).isEmpty();

    read.countDown();
    console.flush(PATIENCE);

    assertThat(written).startsWith("line 0", "line 1").hasSizeBetween(257, 258);
    assertThat(written.get(written.size() - 1)).matches("74[34] lines were dropped.*");
  }

  @Test
  void linesThatAreHeldWaitForWhatIsToBeReadFirst() throws Exception {
    Console console = new Console(written::add);
    console.hold();
    for (int i = 0; i < 1_000; i++) {
      console.accept("line " + i);
    }
    console.flush(1);
    written.add("first");
    console.letGo();
    console.flush(PATIENCE);

    assertThat(written).startsWith("first", "line 0", "line 1").hasSize(258);
    assertThat(written.get(257))
        .isEqualTo("744 lines were dropped, standard error takes them too slowly");
  }

  @Test
  void aLineThatCannotBeWrittenIsNotTheLast() throws Exception {
    Console console =
        new Console(
            line -> {
              if (line.equals("one")) {
                throw new OutOfMemoryError("pretended");
              }
              written.add(line);
            });
    console.accept("one");
    console.flush(PATIENCE);
    console.accept("two");
    console.flush(PATIENCE);

    assertThat(written).containsExactly("two");
  }

  @Test
  void whoInterruptsAllThreadsHearsOfTheNextCloseToo() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Console console =
        new Console(
            line -> {
              threads.add(Thread.currentThread());
              written.add(line);
            });
    console.accept("one");
    console.flush(PATIENCE);
    threads.get(0).interrupt();
    console.accept("two");
    console.flush(PATIENCE);

    assertThat(written).containsExactly("one", "two");
  }
}
