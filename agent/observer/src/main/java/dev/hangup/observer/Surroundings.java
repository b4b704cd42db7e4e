// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances;
import dev.hangup.close.Circumstances.Kernel;
import dev.hangup.close.Circumstances.LocalStall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What went on around an end: whether this JVM or a handler stood still, and what the kernel says
 * of the socket. Most ends need not wait for it.
 */
final class Surroundings implements LateEvidence {

  private final Clock clock;
  private final Watch watch;
  private final KernelReader kernel;
  private final Predicate<PendingEnd> hangsOnTheKernel;
  private final BooleanSupplier goingDown;

  /**
   * @param hangsOnTheKernel the kernel's word may change what is told
   * @param goingDown this JVM goes down, and no file is read any more
   */
  Surroundings(
      Clock clock,
      Watch watch,
      KernelReader kernel,
      Predicate<PendingEnd> hangsOnTheKernel,
      BooleanSupplier goingDown) {
    this.clock = clock;
    this.watch = watch;
    this.kernel = kernel;
    this.hangsOnTheKernel = hangsOnTheKernel;
    this.goingDown = goingDown;
  }

  @Override
  public long worthWaitingFor(PendingEnd end) {
    learn(end); // a pong that could not be seen is not missing
    long untilTheWatchWakes = watch.willKnowMore(end.endedAt()) ? Watch.NAP : 0;
    if (!hangsOnTheKernel.test(end)) {
      return untilTheWatchWakes;
    }
    KernelReader.Question question =
        kernel.ask(end.handshake().peer(), end.handshake().localPort());
    end.asks(question);
    return question == null
        ? untilTheWatchWakes
        : Math.max(untilTheWatchWakes, kernel.patience(clock.nanoTime()));
  }

  @Override
  public void complete(List<PendingEnd> due) {
    try {
      for (PendingEnd end : due) {
        if (end.question() != null && !goingDown.getAsBoolean()) {
          kernel.answer(clock.nanoTime());
          break;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      due.forEach(this::learn);
    }
  }

  private void learn(PendingEnd end) {
    LocalStall stall = watch.stallBefore(end.handledBy(), end.gaveUpAt(), end.endedAt());
    KernelReader.Question question = end.question();
    @Nullable Kernel word = question == null ? null : question.answer();
    long pending = end.pending();
    if (stall != null || word != null || pending > 0) {
      end.learn(new Circumstances(stall, pending, word));
    }
  }
}
