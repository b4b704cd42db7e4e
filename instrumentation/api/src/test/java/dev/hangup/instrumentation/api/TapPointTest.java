// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TapPointTest {

  @Test
  void theFormsOfAMethodKeepTheirOrder() {
    TapPoint point =
        TapPoint.in("lib.Handshaker")
            .method("handshake0", "(Llib/Channel;)V")
            .orMethod("handshake", "()V")
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
        TapPoint.in("lib.EndPoint")
            .method("fill", "()I")
            .call("java.io.InputStream", "read", "()I")
            .replacedBy("stack.Read");

    assertThat(point.action())
        .isEqualTo(
            new TapPoint.SubstituteCall("java.io.InputStream", new TapPoint.Method("read", "()I")));
  }

  @Test
  void theTwoKindsCannotBeMixedUp() {
    TapPoint.Tapped method = TapPoint.in("lib.EndPoint").method("fill", "()I");

    assertThatThrownBy(() -> method.replacedBy("stack.Read"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> method.call("lib.X", "read", "()I").advice("stack.Advice"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPointWithoutAMethodIsRefusedAtOnce() {
    assertThatThrownBy(() -> new TapPoint("x.Y", List.of(), new TapPoint.Advise(), "z", true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
