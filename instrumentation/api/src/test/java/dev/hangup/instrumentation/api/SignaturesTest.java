// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

  private final Signatures signatures =
      Signatures.of("lib.io.", "Channel", "Channel$State").and("lib.", "Frame");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          void close()                            | close  | ()V
          void read(Channel, ByteBuffer)          | read   | (Llib/io/Channel;Ljava/nio/ByteBuffer;)V
          State state(Frame,int , boolean)        | state  | (Llib/Frame;IZ)Llib/io/Channel$State;
          byte[] bytes(Frame[][], long[], double) | bytes  | ([[Llib/Frame;[JD)[B
          Object get(java.util.function.Supplier) | get    | (Ljava/util/function/Supplier;)Ljava/lang/Object;
          (Channel, Throwable)                    | <init> | (Llib/io/Channel;Ljava/lang/Throwable;)V
          ()                                      | <init> | ()V
          """)
  void aMethodIsWrittenAsInJava(String declaration, String name, String descriptor) {
    assertThat(signatures.method(declaration)).isEqualTo(new TapPoint.Method(name, descriptor));
  }

  @ParameterizedTest
  @ValueSource(strings = {"void close", "close()", "void close(Socker)", "Sock open()", "void x(a"})
  void whatIsWrittenWrongIsNamed(String declaration) {
    assertThatThrownBy(() -> signatures.method(declaration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(declaration);
  }

  @Test
  void aPointTakesBothForms() {
    TapPoint point =
        signatures
            .in("lib.io.Channel")
            .method("void close(Frame)")
            .orMethod("void close()")
            .tells(News.READ_FAILED, "this.pipe.channel()", "0");

    assertThat(point.methods())
        .containsExactly(
            new TapPoint.Method("close", "(Llib/Frame;)V"), new TapPoint.Method("close", "()V"));
    assertThat(TapPoint.Tell.isOne(point.handler())).isTrue();
    assertThat(TapPoint.Tell.parse(point.handler())).isEqualTo(point.action());
  }
}
