// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stories every stack must tell, as server and as client. Each is told by a peer of raw bytes,
 * with an application that echoes, and ends with the exact attributes of the one span it must come
 * to; in each the application must get every byte as it was sent, and none of our failures may have
 * been suppressed.
 *
 * <p>One class for a stack, with {@link Versions}: all of it is run as server and as client. A
 * stack that behaves otherwise says so in {@link #expected}; one that cannot tell a story overrides
 * it with {@code @Disabled("why")}, or with {@link Only} where one side can.
 *
 * <p>The walls belong to it: see there.
 */
@ParameterizedClass(name = Contract.NAME)
@ArgumentsSource(Contract.class)
@ExtendWith({Contract.class, SweepTable.class})
public abstract class StackContract extends Walls {

  /** Instead of a code. */
  protected static final int NO_ANSWER = 0;

  private static final Set<String> PACED = Set.of("netty", "jetty", "tomcat");

  private @Nullable ExportedFacts facts;
  private String story = "";
  private @Nullable Conversation conversation;

  /** The stack's name, as {@code websocket.stack} has it. */
  protected abstract String stack();

  /** The line of {@link Expected}, where this stack's differs from what is usual. */
  protected String expected(String story, String usual) {
    return usual;
  }

  /**
   * The code a Close frame of the peer is answered with, {@link #NO_ANSWER} where the stack refuses
   * it; 1005 stands for none.
   */
  protected int answerTo(int code) {
    return code;
  }

  /** Whether an application can send a Close frame with this code. */
  protected boolean canCloseWith(int code) {
    return true;
  }

  /** The route of {@code /echo/17}. */
  protected String route() {
    return "/echo/{id}";
  }

  /** The User-Agent this stack's client sends, null for none. */
  protected @Nullable String clientUserAgent() {
    return null;
  }

  @BeforeEach
  final void before(TestInfo test) {
    if (test.getTags().contains(TAG)) {
      return;
    }
    story = test.getTestMethod().get().getName();
    assumeRuns(version);
    Library.shared(version);
    facts = ExportedFacts.record();
    Agent.takeSaid();
  }

  static void assumeRuns(StackVersion version) {
    assumeFalse(
        version.has(Matrix.DOES_NOT_RUN), "this version does not run on this JDK by itself");
  }

  @AfterEach
  final void after() throws Exception {
    if (facts == null) {
      return;
    }
    if (conversation != null) {
      conversation.close();
    }
    assertThat(facts.suppressedFailures()).as("our own failures, suppressed").isZero();
    assertThat(facts.areAllTold()).as("one ending, told once").isTrue();
    assertThat(Agent.takeSaid()).as("what the agent said on standard error").isEmpty();
  }

  /** Prepares the application; there is no connection yet. */
  protected final Conversation with(Options options) {
    Conversation begun =
        new Conversation(
            Library.shared(version).application(application()),
            isClient(),
            options,
            facts()::awaitOpened);
    begun.know("websocket.stack", stack());
    begun.know("websocket.stack.version", version.version());
    begun.know("http.route", route());
    if (isClient()) {
      begun.know("user_agent.original", clientUserAgent());
    }
    conversation = begun;
    return begun;
  }

  protected final Conversation conversation() {
    if (conversation == null) {
      throw new IllegalStateException("the story has not begun");
    }
    return conversation;
  }

  protected final Conversation with() {
    return with(options());
  }

  protected static Options options() {
    return Options.at("/echo/17");
  }

  protected final ExportedFacts facts() {
    return Objects.requireNonNull(facts, "no story has begun");
  }

  /** The application is a client of {@code server}; the span of its failed handshake. */
  protected final ExportedSpan meets(UnwillingServer server) throws Exception {
    Options options = Options.at(server.path());
    StackUnderTest application = Library.shared(version).application(application());
    AtomicReference<ExportedSpan> met = new AtomicReference<>();
    try {
      server.meet(
          port -> application.connect(port, server.askedWithTls() ? options.withTls() : options),
          port -> {
            if (server == UnwillingServer.NEVER_ANSWERS) {
              application.close();
            }
            ExportedSpan told = facts().awaitFailure();
            met.set(told);
            assertThat(told.error()).isTrue();
            assertThat(told.attributes())
                .containsEntry("url.path", pathToldOf(server))
                .containsEntry("server.port", (long) port)
                .containsEntry("websocket.role", "client")
                .containsEntry("error.type", told.attribute("websocket.handshake.cause"))
                .containsKeys("websocket.handshake.evidence", "websocket.handshake.remediation");
            assertThat(told.attributes().get("http.response.status_code"))
                .isEqualTo(server.status());
            assertThat(causes(server))
                .as("%s", told.attribute("websocket.handshake.evidence"))
                .contains((String) told.attribute("websocket.handshake.cause"));
          });
    } finally {
      application.close(); // what is told of it again would be by now
    }
    return Objects.requireNonNull(met.get(), "no server was met");
  }

  /** Likewise, of a server that says {@code answer} to whatever it is asked. */
  protected final ExportedSpan meets(String answer) throws Exception {
    StackUnderTest application = Library.shared(version).application(application());
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      application.connect(door.getLocalPort(), options());
      try (ScriptedPeer peer = ScriptedPeer.accepted(door.accept(), false)) {
        peer.readHead();
        peer.sendBytes(answer.getBytes(US_ASCII));
        return facts().awaitFailure();
      }
    } finally {
      application.close();
    }
  }

  /** The one that was asked for first, also where a client is sent elsewhere and goes there. */
  protected String pathToldOf(UnwillingServer server) {
    return server.path();
  }

  /** What a client may say that it met; more than one thing where the library hides it. */
  protected Set<String> causes(UnwillingServer server) {
    return server.causes();
  }

  /** Connects, and one message goes there and back. */
  protected final ScriptedPeer talking() throws Exception {
    return talking(with());
  }

  protected final ScriptedPeer talking(Conversation with) throws Exception {
    ScriptedPeer peer = with.open();
    echoes(peer, Frame.text("hello"));
    return peer;
  }

  /** What the peer sends comes back as it was sent. */
  protected static void echoes(ScriptedPeer peer, Frame frame) throws Exception {
    peer.send(frame);
    assertThat(peer.receive()).isEqualTo(frame);
  }

  /**
   * How the application that writes to a dead peer is set up. Where the stack reads and writes on
   * two threads either may find the peer dead first, so it had better not read.
   */
  protected Options whenWriting() {
    return options();
  }

  /** Whether the stack closes the transport by itself once there is nothing more to say. */
  protected boolean closesTheTransport() {
    return true;
  }

  /** The story ends here, and this is what must be told of it. */
  protected final void ends(String usual) throws Exception {
    if (!closesTheTransport()) {
      conversation().peer().close();
    }
    ExportedSpan told = facts().awaitEnd();
    knowFrom(told);
    conversation().check(told, expected(story, usual));
  }

  /** What the peer cannot know of this end is taken as it was told. */
  protected void knowFrom(ExportedSpan told) {}

  // ---- the taps

  /** What only some versions have is optional; a line about it would be on every console. */
  @Test
  final void everyTapFindsItsMethod() {
    assertThat(Library.shared(version).saidWhenTapped()).isEmpty();
  }

  // ---- Close frames

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          1000, normal
          1001, going_away
          1002, protocol_error
          1003, unsupported_data
          1007, invalid_payload
          1008, policy
          1009, message_too_big
          1010, extension_missing
          1011, internal_error
          1012, restart
          1013, overload
          1014, bad_gateway
          3000, policy
          3003, policy
          3008, timeout
          3999, application
          4000, application
          4999, application
          """)
  protected void thePeerClosesWith(int code, String cause) throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close(code, "because"));
    int answer = answerTo(code);
    if (answer != NO_ANSWER) {
      assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(answer);
      assertThat(peer.receive()).isNull();
    } else {
      receiveRefusal(peer);
    }
    String clean = answer == NO_ANSWER ? "unclean" : "clean sent=" + answer;
    ends("%d %s remote %s received=%d".formatted(code, cause, clean, code));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          1000, normal
          1001, going_away
          1003, unsupported_data
          1008, policy
          1009, message_too_big
          1011, internal_error
          1012, restart
          1013, overload
          3000, policy
          3999, application
          4000, application
          4999, application
          """)
  protected void theApplicationClosesWith(int code, String cause) throws Exception {
    assumeTrue(canCloseWith(code), "the library does not send this code");
    ScriptedPeer peer = talking();
    peer.send("!close " + code + " because");
    assertThat(peer.receive()).isEqualTo(Frame.close(code, "because"));
    endsAfterClosing(peer, code, cause);
  }

  /**
   * Whether this side, having sent a Close frame of this code, leaves the transport open for the
   * peer to answer.
   */
  protected boolean waitsForAnAnswer(String story, int code) {
    return true;
  }

  /** The application's Close frame is here; the peer answers it where somebody waits for that. */
  private void endsAfterClosing(ScriptedPeer peer, int code, String cause) throws Exception {
    String[] words = cause.split(" ", 2);
    String more = words.length > 1 ? " " + words[1] : "";
    if (waitsForAnAnswer(story, code)) {
      peer.send(code == 1005 ? Frame.close() : Frame.close(code, ""));
      peer.receiveToTheEnd();
      ends("%d %s local clean received=%d sent=%d%s".formatted(code, words[0], code, code, more));
    } else {
      assertThat(peer.receive()).isNull();
      ends("%d %s local unclean sent=%d%s".formatted(code, words[0], code, more));
    }
  }

  /** A heartbeat went unanswered: that is the reason, whatever code is chosen for it. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {1001, 4500})
  protected void theApplicationGivesUpOnAPeerThatDoesNotAnswer(int code) throws Exception {
    assumeTrue(isNewest(), "takes its time, and is the same for all versions");
    ScriptedPeer peer = talking();
    peer.send("!heartbeat " + code + " gone");
    assertThat(peer.receive()).isEqualTo(Frame.ping("ping"));
    assertThat(peer.receive()).isEqualTo(Frame.ping("ping"));
    assertThat(peer.receive()).isEqualTo(Frame.close(code, "gone"));
    peer.fin();
    conversation().know("websocket.pings.sent", 2L);
    conversation().know("websocket.pings.unanswered", 2L);
    ends("%d ping_timeout local unclean sent=%d".formatted(code, code));
  }

  /** Of the versions tested in every build, or of those that were asked for. */
  protected final boolean isNewest() {
    Versions versions = getClass().getAnnotation(Versions.class);
    List<StackVersion> all = versions == null ? List.of() : Matrix.read(versions.value()).chosen();
    return !all.isEmpty() && all.get(all.size() - 1).equals(version);
  }

  /** Impolite, and no error: many do so at every end. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"1000, normal", "4001, application"})
  protected void theApplicationClosesAndDoesNotWait(int code, String cause) throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!leave " + code + " because");
    assertThat(peer.receive()).isEqualTo(Frame.close(code, "because"));
    assertThat(peer.receive()).isNull();
    ends("%d %s local unclean sent=%d".formatted(code, cause, code));
  }

  @Test
  protected void thePeerClosesWithoutACode() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close());
    int answer = answerTo(1005);
    assertThat(peer.receive()).isEqualTo(answer == 1005 ? Frame.close() : Frame.close(answer, ""));
    ends("1005 normal remote clean received=1005 sent=" + answer);
  }

  @Test
  protected void theApplicationClosesWithoutACode() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!close");
    assertThat(peer.receive()).isEqualTo(Frame.close());
    endsAfterClosing(peer, 1005, "normal");
  }

  @Test
  protected void bothSidesCloseAtOnce() throws Exception {
    ScriptedPeer peer = talking();
    // In one segment: the peer's Close was on the wire before the application could send its own.
    peer.send(Frame.text("!close 4001 mine"), Frame.close(1000, "theirs"));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=4001");
  }

  @Test
  protected void thePeerNeverAnswersTheClose() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!close 1000 bye");
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    peer.fin();
    ends("1000 peer_eof local unclean sent=1000");
  }

  @Test
  protected void aCloseWithOneByte() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.of(Frame.CLOSE, (byte) 3));
    peer.receiveToTheEnd();
    ends("1002 protocol_error remote clean sent=1002 violations=one-byte-close-body");
  }

  @Test
  protected void aCloseWithACodeThatMustNotTravel() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close(1005, ""));
    peer.receiveToTheEnd();
    ends("1002 protocol_error remote clean received=1005 sent=1002 violations=reserved-close-code");
  }

  // ---- the transport's end

  @Test
  protected void thePeerResets() throws Exception {
    talking().reset();
    ends("1006 peer_reset remote unclean");
  }

  @Test
  protected void thePeerEndsItsStream() throws Exception {
    ScriptedPeer peer = talking();
    peer.fin();
    ends("1006 peer_eof remote unclean");
  }

  /** As when a client of STOMP or engine.io dies, and its machine ends the stream later. */
  @Test
  protected void aHeartbeatStopsBeforeThePeerEndsItsStream() throws Exception {
    assumeTrue(isNewest() && PACED.contains(stack()), "takes its time, and is the same for all");
    ScriptedPeer peer = talking();
    Pace.beat(peer);
    peer.fin();
    ends("1006 heartbeat_lost remote unclean");
  }

  @Test
  protected void thePeerEndsItsStreamInsideAFrame() throws Exception {
    ScriptedPeer peer = talking();
    byte[] frame = peer.bytes(Frame.text("never to be finished"));
    peer.sendBytes(Arrays.copyOf(frame, 12));
    peer.fin();
    ends("1006 peer_eof remote unclean");
  }

  @Test
  protected void thePeerResetsInsideAFrame() throws Exception {
    ScriptedPeer peer = talking();
    byte[] frame = peer.bytes(Frame.text("never to be finished"));
    // Echoed before the cut: what comes in one segment is read before the reset is seen.
    peer.send("mark");
    peer.sendBytes(Arrays.copyOf(frame, 12));
    assertThat(peer.receive()).isEqualTo(Frame.text("mark"));
    peer.reset();
    ends("1006 peer_reset remote unclean");
  }

  @Test
  protected void theApplicationDropsTheConnection() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!abort");
    peer.receiveToTheEnd();
    ends("1006 local_abort local unclean");
  }

  @Test
  protected void theApplicationWritesToADeadPeer() throws Exception {
    ScriptedPeer peer = talking(with(whenWriting()));
    peer.send("!flood");
    peer.receive();
    peer.reset();
    ExportedSpan told = facts().awaitEnd();
    // How much was written before the system said so is its own affair.
    for (String counted :
        List.of("frames", "messages", "bytes", "frame.max_size", "message.max_size")) {
      String name = "websocket." + counted + ".sent";
      conversation().know(name, told.attribute(name));
    }
    conversation().check(told, expected(story, "1006 " + whoNoticed(told) + " remote unclean"));
  }

  /** Whether the stack gives up, by itself, on a send that lasts {@link Options#sendMillis}. */
  protected boolean givesUpOnSends() {
    return false;
  }

  /** Whether it is known for how long such a send did not get through, and not only that. */
  protected boolean knowsHowLongASendLasted() {
    return true;
  }

  @Test
  protected void thePeerStopsReading() throws Exception {
    assumeTrue(givesUpOnSends(), "nothing here gives up on a send");
    ScriptedPeer peer = talking(with(options().withSendMillis(1000)));
    peer.send("!flood");
    ExportedSpan told = facts().awaitEnd();
    // How much the system took before it took no more is its own affair.
    for (String counted :
        List.of("frames", "messages", "bytes", "frame.max_size", "message.max_size")) {
      String name = "websocket." + counted + ".sent";
      conversation().know(name, told.attribute(name));
    }
    if (knowsHowLongASendLasted()) {
      conversation().know("websocket.send.stalled", told.attribute("websocket.send.stalled"));
    }
    conversation().check(told, expected(story, "1006 slow_consumer local unclean"));
  }

  private String whoNoticed(ExportedSpan told) {
    boolean reader = "peer_reset".equals(told.attribute("websocket.close.cause"));
    return reader && readsBesideWriting() ? "peer_reset" : "write_failed";
  }

  /**
   * Whether the stack may read while the application writes whatever the application asks for: then
   * either may be the first to notice that the peer is gone.
   */
  protected boolean readsBesideWriting() {
    return false;
  }

  @Test
  protected void theJvmShutsDown() throws Exception {
    talking();
    facts().observation().shutDown();
    ends("1006 shutdown local unclean");
  }

  // ---- the application

  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    // Without a word before: a busy machine may need longer for one than the timer waits.
    ScriptedPeer peer = with(options().withIdleMillis(1000)).open();
    assertThat(peer.receive()).isEqualTo(Frame.close(1001, "idle"));
    endsAfterClosing(peer, 1001, "idle_timeout_local");
  }

  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    assertThat(peer.receive()).isEqualTo(Frame.close(1011, ""));
    endsAfterClosing(peer, 1011, "internal_error thrown=java.lang.IllegalStateException");
  }

  /** Whether the stack tells when what was read has been handled. */
  protected boolean tellsWhenHandled() {
    return false;
  }

  /**
   * A peer that says why it hangs up, and was right: its ping lay there until the handler ended.
   */
  @Test
  protected void theApplicationsHandlerBlocks() throws Exception {
    assumeTrue(tellsWhenHandled(), "nothing here tells when a handler is done");
    facts().watch();
    ScriptedPeer peer = talking();
    peer.send("!block");
    assertThat(peer.receive()).isEqualTo(Frame.text("blocking"));
    peer.send(Frame.ping("are you there"), Frame.close(1011, "keepalive ping timeout"));
    facts().awaitHandlerStall();
    Command.unblock();
    peer.receiveToTheEnd();
    ExportedSpan told = facts().awaitEnd();
    for (String name : List.of("websocket.local.stall", "websocket.local.stall.kind")) {
      conversation().know(name, told.attribute(name));
    }
    conversation()
        .check(told, expected(story, "1011 local_stall remote clean received=1011 sent=1011"));
    // A machine so busy that all stood still meanwhile is told as that.
    if (!"process".equals(told.attribute("websocket.local.stall.kind"))) {
      assertThat(String.valueOf(told.attribute("websocket.close.evidence")))
          .contains(", in dev.hangup.testkit.Command.obey,");
    }
  }

  // ---- violations

  @Test
  protected void aReservedOpcode() throws Exception {
    violates(Frame.of(0x83), "reserved-opcode", 1002, "protocol_error");
  }

  @Test
  protected void aReservedControlOpcode() throws Exception {
    violates(Frame.of(0x8b), "reserved-control-opcode", 1002, "protocol_error");
  }

  @Test
  protected void aReservedBitWithoutAnExtension() throws Exception {
    violates(Frame.of(0xa1, (byte) 'x'), "rsv2-set", 1002, "protocol_error");
  }

  @Test
  protected void aFragmentedControlFrame() throws Exception {
    violates(Frame.of(0x09, (byte) 'x'), "fragmented-control-frame", 1002, "protocol_error");
  }

  @Test
  protected void aControlFrameOfOver125Bytes() throws Exception {
    violates(Frame.of(Frame.PING, new byte[126]), "control-frame-too-long", 1002, "protocol_error");
  }

  @Test
  protected void aContinuationOfNothing() throws Exception {
    violates(Frame.part(Frame.LAST, "x"), "orphan-continuation", 1002, "protocol_error");
  }

  @Test
  protected void invalidUtf8() throws Exception {
    byte[] text = Hex.bytes("c328"); // a two-byte sequence without its second byte
    violates(Frame.of(Frame.TEXT, text), "invalid-utf8", 1007, "invalid_payload");
  }

  @Test
  protected void wrongMasking() throws Exception {
    ScriptedPeer peer = talking();
    Frame frame = Frame.text("bare");
    peer.countSent(frame);
    peer.sendBytes(peer.wronglyMasked(frame));
    receiveRefusal(peer);
    ends(
        "1002 protocol_error local unclean sent=1002 violations="
            + (isClient() ? "masked-server-frame" : "unmasked-client-frame"));
  }

  @Test
  protected void aFrameAboveTheLimit() throws Exception {
    ScriptedPeer peer = talking(with(options().withMaxFrame(1024)));
    // Never finished: some stacks refuse the header, others the first byte that is too many.
    peer.sendBytes(Arrays.copyOf(peer.bytes(Frame.binary(20_000)), 12_000));
    receiveRefusal(peer);
    ends("1009 message_too_big local unclean sent=1009");
  }

  /** Reads what a stack that refuses a frame has to say, to the end of its stream. */
  protected void receiveRefusal(ScriptedPeer peer) throws Exception {
    peer.receiveToTheEnd();
  }

  /** The peer sends the frame and reads what comes back to the end. */
  private void violates(Frame frame, String rule, int code, String cause) throws Exception {
    ScriptedPeer peer = talking();
    peer.send(frame);
    receiveRefusal(peer);
    ends("%d %s local unclean sent=%d violations=%s".formatted(code, cause, code, rule));
  }

  // ---- frames

  @Test
  protected void aPingInsideAFragmentedMessage() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(
        Frame.part(Frame.FIRST_TEXT, "in "),
        Frame.part(Frame.MORE, "three "),
        Frame.ping("still there?"),
        Frame.part(Frame.LAST, "parts"));
    assertThat(peer.receive())
        .isEqualTo(Frame.of(Frame.PONG, Frame.ping("still there?").payload()));
    assertThat(peer.receive()).isEqualTo(Frame.text("in three parts"));
    goodbye(peer);
  }

  @Test
  protected void everyByteInASegmentOfItsOwn() throws Exception {
    ScriptedPeer peer = talking();
    Frame frame = Frame.text("slowly, ☃ by byte");
    peer.sendByteByByte(frame);
    assertThat(peer.receive()).isEqualTo(frame);
    goodbye(peer);
  }

  /**
   * Whether a pong may leave before a message that was to be sent earlier, or after a later one.
   */
  protected boolean pongsOvertake() {
    return false;
  }

  @Test
  protected void fiveHundredFramesInOneSegment() throws Exception {
    ScriptedPeer peer = talking();
    List<Frame> frames = new ArrayList<>();
    List<Frame> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      boolean ping = i % 50 == 49;
      Frame frame = ping ? Frame.ping("p" + i) : Frame.text("t" + i);
      frames.add(frame);
      answers.add(ping ? Frame.of(Frame.PONG, frame.payload()) : frame);
    }
    peer.send(frames.toArray(new Frame[0]));
    List<Frame> received = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      received.add(peer.receive());
    }
    if (pongsOvertake()) {
      assertThat(received).containsExactlyInAnyOrderElementsOf(answers);
    } else {
      assertThat(received).isEqualTo(answers);
    }
    goodbye(peer);
  }

  @Test
  protected void aFrameOf60Kilobytes() throws Exception {
    ScriptedPeer peer = talking();
    echoes(peer, Frame.binary(60_000));
    goodbye(peer);
  }

  @Test
  protected void anEmptyMessage() throws Exception {
    ScriptedPeer peer = talking();
    echoes(peer, Frame.text(""));
    goodbye(peer);
  }

  @Test
  protected void thePeerPingsAndTheStackAnswers() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.ping("are you there?"));
    assertThat(peer.receive())
        .isEqualTo(Frame.of(Frame.PONG, Frame.ping("are you there?").payload()));
    goodbye(peer);
  }

  @Test
  protected void theApplicationPingsAndThePeerAnswers() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!ping");
    assertThat(peer.receive()).isEqualTo(Frame.ping("ping"));
    peer.send(Frame.of(Frame.PONG, Frame.ping("ping").payload()));
    conversation().know("websocket.pings.sent", 1L);
    conversation().know("websocket.ping.rtt.last", true);
    conversation().know("websocket.ping.rtt.max", true);
    goodbye(peer);
  }

  @Test
  protected void readsAreSuspendedAndResumed() throws Exception {
    ScriptedPeer peer = talking(with(options().withReadOnDemand()));
    peer.send(Frame.text("one"), Frame.binary(3000), Frame.text("three"));
    assertThat(peer.receive()).isEqualTo(Frame.text("one"));
    assertThat(peer.receive()).isEqualTo(Frame.binary(3000));
    assertThat(peer.receive()).isEqualTo(Frame.text("three"));
    goodbye(peer);
  }

  @Test
  protected void messagesAreCompressed() throws Exception {
    Conversation with = with(options().withDeflate());
    ScriptedPeer peer = with.open(deflateHeader());
    assertThat(with.itsHead().get("sec-websocket-extensions")).contains("permessage-deflate");
    // RFC 7692 7.2.3.1: "Hello", compressed.
    Frame hello = Frame.of(0xc1, Hex.bytes("f248cdc9c90700"));
    peer.send(hello);
    // The stack compresses anew, in its own way; RSV1 says that it did.
    assertThat(peer.receive()).extracting(frame -> frame.firstByte()).isEqualTo(0xc1);
    conversation().know("websocket.extensions", negotiated(with));
    goodbye(peer);
  }

  private String deflateHeader() {
    return "Sec-WebSocket-Extensions: permessage-deflate";
  }

  /** What the response said: the server's to choose. */
  private List<String> negotiated(Conversation with) {
    String chosen =
        isClient()
            ? "permessage-deflate"
            : with.itsHead().getOrDefault("sec-websocket-extensions", "");
    return List.of(chosen.split("\\s*,\\s*", -1));
  }

  // ---- handshakes

  /**
   * A client's connection belongs to the trace that is current where the application asks to
   * connect, on whatever thread that goes on; to which a server's belongs, its request says.
   */
  @Test
  protected void theConnectionIsPartOfATrace() throws Exception {
    SpanContext asking =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    Conversation with = with();
    ScriptedPeer peer =
        isClient()
            ? Context.root().with(Span.wrap(asking)).wrap(() -> with.open()).call()
            : with.open(traceparent(asking));
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    if (!closesTheTransport()) {
      peer.close();
    }
    ExportedSpan told = facts().awaitEnd();
    assertThat(told.traceId()).isEqualTo(asking.getTraceId());
    assertThat(told.parentId()).isEqualTo(asking.getSpanId());
  }

  private static String traceparent(SpanContext asking) {
    return "traceparent: 00-" + asking.getTraceId() + '-' + asking.getSpanId() + "-01";
  }

  @Test
  protected void aSubprotocolIsAgreed() throws Exception {
    Conversation with = with(options().withSubprotocol("chat.v2"));
    ScriptedPeer peer = with.open("Sec-WebSocket-Protocol: chat.v2");
    echoes(peer, Frame.text("hello"));
    conversation().know("websocket.subprotocol", "chat.v2");
    goodbye(peer);
  }

  @Test
  protected void framesAreGluedToTheHandshake() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = with.meet();
    Frame glued = Frame.text("glued");
    byte[] handshake =
        isClient() ? peer.upgradeResponse(with.itsHead()) : peer.upgradeRequest(options().path());
    peer.countSent(glued);
    peer.sendBytes(concat(handshake, peer.bytes(glued)));
    if (!isClient()) {
      with.readUpgradeResponse();
    }
    assertThat(peer.receive()).isEqualTo(glued);
    goodbye(peer);
  }

  @Test
  protected void theConnectionIsUnderTls() throws Exception {
    ScriptedPeer peer = talking(with(options().withTls()));
    goodbye(peer);
  }

  @Test
  protected void tlsBreaks() throws Exception {
    ScriptedPeer peer = talking(with(options().withTls()));
    // RFC 8446 5.1: no record begins like this.
    peer.sendBare(ascii("this is no record of TLS, is it"));
    ExportedSpan told = facts().awaitEnd();
    conversation().check(told, expected(story, "1006 tls local unclean"));
  }

  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    ScriptedPeer peer = talking(with(options().withTls()));
    // RFC 8446 5.2: application data of 32 bytes, encrypted with no key of this connection.
    peer.sendBare(Hex.bytes("1703030020" + "5a".repeat(32)));
    ExportedSpan told = facts().awaitEnd();
    conversation().check(told, expected(story, "1006 tls local unclean"));
  }

  @Test
  protected void theUpgradeIsRefused() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = with.meet();
    if (isClient()) {
      peer.sendBytes(ScriptedPeer.upgradeForbidden());
    } else {
      peer.sendBytes(peer.upgradeRequest(options().path(), 99));
      assertThat(peer.readHead().get("")).contains("426");
    }
    ExportedSpan told = facts().awaitFailure();
    assertThat(told.error()).isTrue();
    assertThat(told.attribute("http.response.status_code")).isEqualTo(isClient() ? 403L : 426L);
    assertThat(told.attribute("websocket.handshake.cause"))
        .isEqualTo(isClient() ? "unauthorized" : "bad_version");
    assertThat(told.attribute("url.path")).isEqualTo(options().path());
    assertThat(told.attribute("websocket.role")).isEqualTo(isClient() ? "client" : "server");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The peer closes, and nothing was wrong. */
  protected final void goodbye(ScriptedPeer peer) throws Exception {
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000");
  }
}
