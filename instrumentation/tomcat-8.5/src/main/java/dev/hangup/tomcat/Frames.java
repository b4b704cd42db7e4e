// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WrappedMessageHandler;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsIOException;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer;
import org.jspecify.annotations.Nullable;

/** What passes the parser and the remote endpoint. */
final class Frames {

  private static final int TOO_BIG = 1009;

  /** The parser's state, an enum of its own, while no byte of a frame has been taken. */
  private static final String BETWEEN_FRAMES = "NEW_FRAME";

  private static final int FIRST_CONTROL_OPCODE = 8;
  private static final int CLOSE = 8;

  /** How long a Close frame may take depends on what it says. */
  private static final long UNKNOWN = -1;

  /** Above the four bits an opcode has: Tomcat's own marker for flushing a batch. */
  private static final int LAST_OPCODE = 15;

  /** {@code MessagePart} is public in the newest versions only. */
  private static final MethodHandle FINAL = part("isFin", methodType(boolean.class));

  private static final MethodHandle RSV = part("getRsv", methodType(int.class));
  private static final MethodHandle OPCODE = part("getOpCode", methodType(byte.class));
  private static final MethodHandle PAYLOAD = part("getPayload", methodType(ByteBuffer.class));

  private Frames() {}

  /**
   * What the peer sent, as the frame parser is about to read it. Read before it runs: it compacts
   * or empties its buffer, and what it throws makes Tomcat write a Close frame.
   *
   * <p>Of a connection that was there before us the parser knows whether a frame begins at its next
   * byte. Until one does, which is so at nearly every read, the peer's bytes are passed over.
   */
  @OnEnter
  static @Nullable Object read(
      @Advice.This WsFrameBase parser,
      @Advice.FieldValue("wsSession") WsSession session,
      @Advice.FieldValue("inputBuffer") ByteBuffer in,
      @Advice.FieldValue("state") Object state,
      @Advice.FieldValue("continuationExpected") boolean insideMessage)
      throws Throwable {
    SessionConnection tapped =
        SessionConnection.ofOrAdopted(session, parser instanceof WsFrameServer);
    if (tapped == null) {
      return null;
    }
    if (!tapped.isReadingInStep() && !insideMessage && BETWEEN_FRAMES.equals(state.toString())) {
      tapped.readsFromHere();
    }
    Wire wire = tapped.wire();
    if (tapped.isReadingInStep()) {
      wire.inbound(in);
    }
    if (wire.isBeginning()) {
      tapped.readsInTheBeginning(true);
    }
    return tapped;
  }

  @OnExit
  static void readDone(
      @Advice.Enter @Nullable Object tapped,
      @Advice.FieldValue("wsSession") WsSession session,
      @Advice.FieldValue("inputBuffer") ByteBuffer in,
      @Advice.FieldValue("open") boolean open,
      @Advice.FieldValue("textMessage") boolean text,
      @Advice.FieldValue("textMsgHandler") @Nullable Object textHandler,
      @Advice.FieldValue("binaryMsgHandler") @Nullable Object binaryHandler,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (tapped == null) {
      return;
    }
    ((SessionConnection) tapped).readsInTheBeginning(false);
    Wire wire = ((SessionConnection) tapped).wire();
    if (((SessionConnection) tapped).isReadingInStep()) {
      wire.consumed(in.remaining());
    }
    wire.handled();
    if (thrown == null) {
      return;
    }
    ((SessionConnection) tapped).thrownByParser(thrown);
    if (thrown instanceof WsIOException refusal && Reasons.code(refusal) == TOO_BIG) {
      wire.limit(
          text
              ? limit(textHandler, session.getMaxTextMessageBufferSize())
              : limit(binaryHandler, session.getMaxBinaryMessageBufferSize()));
    }
    if (!open && !wire.handshake().isServer()) {
      // After a Close frame it could not read, the client neither answers nor ever reads again.
      wire.localClose();
      wire.closed();
    }
  }

  /** An endpoint's method may be annotated with a limit below the buffer's. */
  private static long limit(@Nullable Object handler, long buffer) {
    long annotated =
        handler instanceof WrappedMessageHandler wrapped ? wrapped.getMaxMessageSize() : -1;
    return annotated < 0 ? buffer : Math.min(annotated, buffer);
  }

  private static MethodHandle part(String name, MethodType type) {
    try {
      Class<?> part =
          Class.forName(
              "org.apache.tomcat.websocket.MessagePart",
              false,
              WsRemoteEndpointImplBase.class.getClassLoader());
      return StateField.lookup(part)
          .findVirtual(part, name, type)
          .asType(type.insertParameterTypes(0, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // the tapped method's parameter has it in every version
    }
  }

  /**
   * What this side sends: extensions are done, one part here is one frame on the wire. Read at
   * enter, since a write that completes at once sends the next part from within. Batched frames are
   * told when they are put into the batch. Where somebody waits for the write, its end is known at
   * exit, before Tomcat closes because of it.
   */
  @OnEnter
  static @Nullable Object write(
      @Advice.This WsRemoteEndpointImplBase endpoint,
      @Advice.Argument(0) Object part,
      @Advice.FieldValue("wsSession") WsSession session,
      @Advice.FieldValue("closed") boolean closed,
      @Advice.FieldValue("fragmented") boolean fragmented)
      throws Throwable {
    int opcode = (byte) OPCODE.invokeExact(part);
    if (closed) {
      return null; // and is refused
    }
    if (opcode > LAST_OPCODE) {
      return SessionConnection.of(session); // no frame, but what was put into the batch
    }
    SessionConnection tapped =
        SessionConnection.ofOrAdopted(session, endpoint instanceof WsRemoteEndpointImplServer);
    if (tapped == null) {
      return null;
    }
    if (opcode == CLOSE) {
      tapped.closeSent();
    }
    boolean continues = fragmented && opcode < FIRST_CONTROL_OPCODE;
    if (!tapped.isWritingInStep(continues)) {
      return tapped;
    }
    Wire wire = tapped.wire();
    ByteBuffer payload = (ByteBuffer) PAYLOAD.invokeExact(part);
    boolean last = (boolean) FINAL.invokeExact(part);
    int rsv = (int) RSV.invokeExact(part);
    int length = payload.remaining();
    boolean shown =
        wire.outbound(
            (last ? 0x80 : 0) | rsv << 4 | (continues ? 0 : opcode),
            !wire.handshake().isServer(),
            length);
    if (shown) {
      wire.outboundPayload(payload, payload.position(), payload.limit());
    }
    return tapped;
  }

  @OnReturn
  static void writeDone(
      @Advice.Enter @Nullable Object tapped,
      @Advice.Argument(0) Object part,
      @Advice.FieldValue("wsSession") WsSession session)
      throws Throwable {
    Throwable failure = tapped == null ? null : Sends.failure(part);
    if (tapped != null && failure != null) {
      Wire wire = ((SessionConnection) tapped).wire();
      boolean close = (byte) OPCODE.invokeExact(part) == CLOSE;
      if (close && !Sends.isTimeout(failure)) {
        wire.closeNotSent(); // as where the connector went before its endpoints
      }
      Sends.failed(wire, failure, close ? UNKNOWN : Sends.blockingLimit(session));
    }
  }
}
