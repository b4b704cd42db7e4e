// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.testkit.ExportedFacts;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are made in the place of Jetty's own: what came of those comes of these. */
class ReplacedCallsIT {

  private final ByteBuffer buffer = ByteBuffer.allocate(8);

  @SuppressWarnings("NullAway.Init") // set before each test
  private ExportedFacts facts;

  @BeforeEach
  void oursFails() throws ReflectiveOperationException {
    facts = ExportedFacts.record();
    current().set(new Object[] {"no wire", "no wire"});
  }

  @AfterEach
  void itWasCounted() throws ReflectiveOperationException {
    current().remove();
    assertThat(facts.suppressedFailures()).isPositive();
  }

  /** What is in there can be wrong by an error of ours only. */
  @SuppressWarnings("unchecked")
  private static ThreadLocal<@Nullable Object[]> current() throws ReflectiveOperationException {
    Field field = CurrentRead.class.getDeclaredField("CURRENT");
    field.setAccessible(true);
    return (ThreadLocal<@Nullable Object[]>) field.get(null);
  }

  @Test
  void theEndOfTheStreamIsRead() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
        server.accept().close();
        assertThat(SocketRead.read(client, buffer)).isEqualTo(-1);
      }
    }
  }

  @Test
  void anExceptionIsTheOneThatWasThrown() throws IOException {
    SocketChannel closed = SocketChannel.open();
    closed.close();
    assertThatThrownBy(() -> SocketRead.read(closed, buffer))
        .isExactlyInstanceOf(ClosedChannelException.class);
    try (SocketChannel unconnected = SocketChannel.open()) {
      assertThatThrownBy(() -> SocketRead.read(unconnected, buffer))
          .isExactlyInstanceOf(NotYetConnectedException.class);
    }
  }

  @Test
  void anEndPointsAnswerIsItsOwn() throws IOException {
    assertThat(EndPointFill.fill(endPoint(null), buffer)).isEqualTo(-1);
    IOException thrown = new IOException("as told");
    assertThatThrownBy(() -> EndPointFill.fill(endPoint(thrown), buffer)).isSameAs(thrown);
  }

  /** At the end of its stream, or throwing. */
  private static EndPoint endPoint(@Nullable IOException thrown) {
    return new ByteArrayEndPoint() {
      @Override
      public int fill(ByteBuffer into) throws IOException {
        if (thrown != null) {
          throw thrown;
        }
        return -1;
      }
    };
  }
}
