// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.WireTap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WholeConnectionTest {

  private static final StateField STATE = StateField.of(WholeConnectionTest.class);
  private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nA: b\r\n\r\n";

  private final List<String> told = new ArrayList<>();
  private final Object library = new Object();
  private @Nullable Object trace;

  @BeforeEach
  void observe() {
    WireTap.install(new Sink());
  }

  @AfterEach
  void observeNoMore() {
    WireTap.install(null);
  }

  @Test
  void headsAreNoFramesWhateverTheyComeWith() throws IOException {
    WholeConnection connection = begun();
    connection.received(bytes("GET /echo HTTP/1.1\r\n\r\n"));
    connection.opened(); // as a server says before its answer is written
    write(SWITCHED.substring(0, 20));
    write(SWITCHED.substring(20) + "frame");
    write("more");
    connection.received(bytes("theirs"));

    assertThat(told).containsExactly("opened", "sent frame", "sent more", "received theirs");
  }

  @Test
  void whatAChannelDoesNotTakeAtOnceIsToldOnce() throws IOException {
    begun().opened();
    write(SWITCHED);
    ByteBuffer frames = bytes("abcdef");
    Channel channel = new Channel(2);
    while (frames.hasRemaining()) {
      WholeConnection.of(STATE, library).write(channel, frames);
    }

    assertThat(told).containsExactly("opened", "sent abcdef");
    assertThat(channel.taken.toString(US_ASCII)).isEqualTo("abcdef");
  }

  @Test
  void aClientsTraceIsTheOneOfWhoeverAskedToConnect() {
    WholeConnection connection = WholeConnection.of(STATE, library);
    trace = "of the application";
    connection.asked();
    trace = "of nobody";
    Handshake handshake = Handshake.asClient("test");
    connection.begin(() -> handshake);

    assertThat(handshake.context()).isEqualTo("of the application");
  }

  @Test
  void anEndDoesNotOvertakeWhatWasReadBeforeIt() {
    WholeConnection connection = begun();
    connection.opened();
    tell(News.QUEUED, null);
    tell(News.QUEUED, null);
    connection.received(bytes("first"));
    connection.parsed(true);
    tell(News.PEER_ENDED, null);
    tell(News.CLOSED, null);
    connection.received(bytes("second"));
    connection.parsed(true);

    assertThat(told)
        .containsExactly("opened", "received first", "received second", "EOF", "CLOSED");
  }

  @Test
  void aLibraryThatStoppedReadingHeardOfNoEnd() {
    WholeConnection connection = begun();
    connection.opened();
    connection.parsed(false);
    tell(News.PEER_ENDED, null);
    tell(News.CLOSED, null);

    assertThat(told).containsExactly("opened", "LOCAL_CLOSE", "CLOSED");
  }

  @Test
  void aCloseFrameThatCouldNotBeWrittenIsTakenBack() {
    begun().opened();
    tell(News.WRITE_FAILED, new IOException("broken pipe"));

    assertThat(told).containsExactly("opened", "Close not sent", "WRITE_FAILED");
  }

  @Test
  void anAnswerThatIsNot101RefusesAtOnce() throws IOException {
    begun();
    write("HTTP/1.1 404 Not Found\r\n\r\n<html>");

    assertThat(told).containsExactly("refused 404 null");
  }

  @Test
  void aHandshakeThatEndsIsRefusedWithWhatWasThrown() {
    begun().received(bytes("HTTP/1.1 403 Forbidden\r\n"));
    IOException thrown = new IOException("refused");
    tell(News.HANDLER_FAILED, thrown);
    tell(News.CLOSED, null);

    assertThat(told).containsExactly("refused 403 java.io.IOException: refused");
  }

  /** The tap that says so failed: it is open all the same, and not judged. */
  @Test
  void aConnectionThatGoesOnAfter101IsNoRefusedOne() throws IOException {
    WholeConnection connection = begun();
    write(SWITCHED);
    connection.received(bytes("frame"));
    tell(News.CLOSED, null);

    assertThat(told).containsExactly("unseen", "opened", "CLOSED");
  }

  @Test
  void onlyARuntimeExceptionIsTheHandlers() {
    begun().opened();
    tell(News.HANDLER_FAILED, new IOException("the library's"));
    tell(News.HANDLER_FAILED, new IllegalStateException("the handler's"));

    assertThat(told).containsExactly("opened", "handler the handler's");
  }

  private WholeConnection begun() {
    WholeConnection connection = WholeConnection.of(STATE, library);
    connection.begin(() -> Handshake.asServer("test"));
    return connection;
  }

  private void tell(News news, @Nullable Throwable failure) {
    news.tell(STATE, library, failure);
  }

  private void write(String text) throws IOException {
    WholeConnection.of(STATE, library).write(new Channel(1000), bytes(text));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** Takes so many bytes at a time. */
  private static final class Channel implements WritableByteChannel {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final int most;

    Channel(int most) {
      this.most = most;
    }

    @Override
    public int write(ByteBuffer bytes) {
      int written = Math.min(most, bytes.remaining());
      for (int i = 0; i < written; i++) {
        taken.write(bytes.get());
      }
      return written;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final class Sink extends RecordingSink {

    Sink() {
      super(told);
    }

    @Override
    public @Nullable Object currentTrace() {
      return trace;
    }
  }
}
