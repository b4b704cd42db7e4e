// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.testkit.HeardWire;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamCloseTest {

  private final HeardWire heard = new HeardWire(Handshake.asServer("jetty"));

  /** The exception Jetty makes for the streams of a session, and who ended it. */
  @ParameterizedTest
  @CsvSource({
    "cancel_stream_error/stop                            , LOCAL_CLOSE", // this side stops
    "no_error/idle_timeout                               , LOCAL_CLOSE", // its timer fired
    "enhance_your_calm_error/invalid_data_frame_rate     , LOCAL_CLOSE", // it has had enough
    "flow_control_error/session_window_exceeded          , LOCAL_CLOSE", // the peer broke a rule
    "cancel_stream_error/input_shutdown                  , EOF", // the peer's FIN
    "cancel_stream_error/closing                         , EOF", // the same, later
    "Connection reset                                    , READ_FAILED", // not Jetty's words
  })
  void jettysReasonSaysWhoEndedASession(String message, String first) {
    StreamClose.failed(heard, new IOException(message));

    assertThat(heard.facts()).startsWith(first).endsWith("EOF");
  }

  @Test
  void anExceptionWithoutAMessageIsTheTransports() {
    StreamClose.failed(heard, new ClosedChannelException());

    assertThat(heard.facts()).containsExactly("READ_FAILED", "EOF");
  }
}
