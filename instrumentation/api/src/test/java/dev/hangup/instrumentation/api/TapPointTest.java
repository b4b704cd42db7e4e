// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TapPointTest {

  private static final Signatures LIB = Signatures.of("lib.", "Channel");

  @Test
  void theFormsOfAMethodKeepTheirOrder() {
    TapPoint point =
        LIB.in("lib.Handshaker")
            .method("void handshake0(Channel)")
            .orMethod("void handshake()")
            .advice("stack.Advice");

    assertThat(point.methods())
        .containsExactly(
            new TapPoint.Method("handshake0", "(Llib/Channel;)V"),
            new TapPoint.Method("handshake", "()V"));
    assertThat(point.action()).isEqualTo(new TapPoint.Advise());
    assertThat(point.required()).isTrue();
    assertThat(point.optional().required()).isFalse();
  }

  @Test
  void aCallInsideAMethodIsAPointOfAnotherKind() {
    TapPoint point =
        LIB.in("lib.EndPoint")
            .method("int fill()")
            .call("java.io.InputStream", "int read()")
            .replacedBy("stack.Read");

    assertThat(point.action())
        .isEqualTo(
            new TapPoint.SubstituteCall("java.io.InputStream", new TapPoint.Method("read", "()I")));
  }

  @Test
  void theTwoKindsCannotBeMixedUp() {
    TapPoint.Tapped method = LIB.in("lib.EndPoint").method("int fill()");

    assertThatThrownBy(() -> method.replacedBy("stack.Read"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> method.call("lib.X", "int read()").advice("stack.Advice"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPointWithoutAMethodIsRefusedAtOnce() {
    assertThatThrownBy(() -> new TapPoint("x.Y", List.of(), new TapPoint.Advise(), "z", true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
