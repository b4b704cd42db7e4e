// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.codec.Rule;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** One coroutine reads from a socket, and another one writes: who meets a reset is chance. */
class FollowedTest {

  private final IOException reset = new IOException("Connection reset by peer");
  private final IOException brokenPipe = new IOException("Broken pipe");

  private final List<EndedConnection> ended = new CopyOnWriteArrayList<>();

  private final class Ends implements ConnectionEvents {
    @Override
    public void opened(Series series) {}

    @Override
    public void ended(EndedConnection connection) {
      ended.add(connection);
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {}

    @Override
    public void pingAnswered(Series series, long nanos) {}

    @Override
    public void violation(Series series, boolean received, Rule rule) {}

    @Override
    public void lost(Series series) {}
  }

  private Followed open() {
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, Clock.SYSTEM, new Ends(), line -> {}, false);
    Followed followed =
        new Followed(
            observation.handshake(Handshake.asServer("ktor").target("/")),
            closed(ByteReadChannel.class),
            closed(ByteWriteChannel.class),
            false,
            "a socket");
    followed.opened();
    return followed;
  }

  /** A channel of bytes through which nothing comes any more, and that knows no reason. */
  private static <T> T closed(Class<T> channel) {
    return channel.cast(
        Proxy.newProxyInstance(
            channel.getClassLoader(),
            new Class<?>[] {channel},
            (proxy, method, arguments) -> method.getReturnType() == boolean.class ? true : null));
  }

  private Cause cause() {
    return ended.get(0).diagnosis().cause();
  }

  @Test
  void aWriteMayMeetTheResetAfterTheEndOfTheStreamWasTold() {
    Followed followed = open();
    followed.socketEnds(Followed.End.PEER_ENDED, null);
    followed.readsNoMore();
    followed.socketEnds(Followed.End.WRITE_FAILED, reset);
    followed.ends(null);

    assertThat(cause()).isEqualTo(Cause.PEER_RESET);
  }

  @Test
  void orBeforeItIsTold() {
    Followed followed = open();
    followed.socketEnds(Followed.End.PEER_ENDED, null);
    followed.socketEnds(Followed.End.WRITE_FAILED, reset);
    followed.readsNoMore();
    followed.ends(null);

    assertThat(cause()).isEqualTo(Cause.PEER_RESET);
  }

  @Test
  void orBeforeTheOtherReadsTheEnd() {
    Followed followed = open();
    followed.socketEnds(Followed.End.WRITE_FAILED, reset);
    followed.socketEnds(Followed.End.PEER_ENDED, null);
    followed.readsNoMore();
    followed.ends(null);

    assertThat(cause()).isEqualTo(Cause.WRITE_FAILED);
  }

  @Test
  void aWriteAfterTheEndOfTheStreamMeetsABrokenPipeWhichIsNoReset() {
    Followed followed = open();
    followed.socketEnds(Followed.End.PEER_ENDED, null);
    followed.socketEnds(Followed.End.WRITE_FAILED, brokenPipe);
    followed.readsNoMore();
    followed.ends(null);

    assertThat(cause()).isEqualTo(Cause.PEER_EOF);
  }
}
