// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CausesTest {

  private final IOException reset = new IOException("Connection reset");

  private static Throwable within(Throwable failure) {
    return Causes.within(failure, ExecutionException.class::isInstance);
  }

  private static @Nullable Throwable ofApplication(Throwable failure) {
    return Causes.ofApplication(
        failure, EOFException.class::isInstance, ExecutionException.class::isInstance);
  }

  @Test
  void wrappingsAreTakenOff() {
    assertThat(within(reset)).isSameAs(reset);
    assertThat(within(new ExecutionException(new ExecutionException(reset)))).isSameAs(reset);
    ExecutionException empty = new ExecutionException(null);
    assertThat(within(empty)).isSameAs(empty);
  }

  private static final class Circle extends ExecutionException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable getCause() {
      return this;
    }
  }

  @Test
  void aCircleEnds() {
    Circle circle = new Circle();
    assertThat(within(circle)).isSameAs(circle);
    assertThat(ofApplication(circle)).isSameAs(circle);
  }

  @Test
  void whatTheLibraryThrowsIsNotTheApplications() {
    assertThat(ofApplication(new ExecutionException(reset))).isSameAs(reset);
    assertThat(ofApplication(new EOFException())).isNull();
    assertThat(ofApplication(new ExecutionException(new EOFException()))).isNull();
    IOException own = new IOException(new EOFException()); // wrapped by the application itself
    assertThat(ofApplication(own)).isSameAs(own);
  }
}
