// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import java.util.function.Function;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.SafeContinuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlinx.coroutines.BuildersKt;

/** What Kotlin's compiler would do for a program in Kotlin. */
final class Coroutines {

  private Coroutines() {}

  /** A suspend function's result, waited for on this thread. */
  @SuppressWarnings("unchecked") // what a suspend function returns is what it says, or a signal
  static <T> T await(Function<Continuation<T>, Object> suspends) throws InterruptedException {
    return BuildersKt.runBlocking(
        EmptyCoroutineContext.INSTANCE,
        (scope, caller) -> suspends.apply((Continuation<T>) caller));
  }

  /** What is done by a coroutine. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /** A coroutine's body on a thread of its own, so that it may block. */
  static Object onThread(Continuation<? super Unit> caller, Body body) {
    SafeContinuation<Unit> done = new SafeContinuation<>(IntrinsicsKt.intercepted(caller));
    Thread thread =
        new Thread(
            () -> {
              Object result = Unit.INSTANCE;
              try {
                body.run();
              } catch (Throwable thrown) {
                result = ResultKt.createFailure(thrown);
              }
              done.resumeWith(result);
            });
    thread.setDaemon(true);
    thread.start();
    return done.getOrThrow();
  }

  /** For a coroutine whose end no thread waits for. */
  static Continuation<Unit> unheard() {
    return new Continuation<>() {
      @Override
      public CoroutineContext getContext() {
        return EmptyCoroutineContext.INSTANCE;
      }

      @Override
      public void resumeWith(Object result) {}
    };
  }
}
