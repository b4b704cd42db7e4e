// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This side has more to send than the peer takes, or two threads send at once. */
class PendingSendsTest {

  private final SimulatedConnection here = SimulatedConnection.asServer();

  private long waiting() {
    return here.observation.open().waiting().values().iterator().next().pending();
  }

  @Test
  void whatWaitsIsAddedUpWhileItWaits() {
    assertThat(waiting()).isZero();

    here.wire.backlog(() -> 70_000);
    assertThat(waiting()).isEqualTo(70_000);

    here.wire.backlog(null);
    assertThat(waiting()).isZero();
  }

  @Test
  void whatWaitedAtTheEndIsTold() {
    long[] bytes = {3_200_000};
    here.wire.backlog(() -> bytes[0]);
    here.wire.sendStalled(20_100_000_000L);
    here.wire.localClose();
    bytes[0] = 0; // the stack drops what is left
    here.gone();

    assertThat(here.ended().account().circumstances().pending()).isEqualTo(3_200_000);
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.SLOW_CONSUMER);
    assertThat(here.ended().diagnosis().evidence())
        .endsWith(
            "; 3200000 bytes of this side waited to be sent, and nothing more had got through for"
                + " 20.1 s");
  }

  @Test
  void whatWasSentInTheEndIsNot() {
    here.wire.backlog(() -> 70_000);
    here.wire.backlog(null);
    here.localClose();

    assertThat(here.ended().account().circumstances().pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The remote endpoint was in state [TEXT_FULL_WRITING] which is an invalid state",
        "Blocking message pending 10000 for BLOCKING"
      })
  void twoThreadsThatSendAtOnceAreNamed(String message) {
    here.wire.handlerFailed(new RuntimeException(new IllegalStateException(message)));
    here.self("88", "03f3").localClose();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.INTERNAL_ERROR);
    assertThat(here.ended().diagnosis().evidence())
        .startsWith(
            "java.lang.RuntimeException (two threads sent at the same time, one of them "
                + Thread.currentThread().getName()
                + ") left the application's handler");
  }

  @Test
  void anotherIllegalStateIsNoneOfThat() {
    here.wire.handlerFailed(new IllegalStateException("no such order"));
    here.self("88", "03f3").localClose();

    assertThat(here.ended().diagnosis().evidence())
        .startsWith("java.lang.IllegalStateException left the application's handler");
  }
}
