// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WrappedMessageHandler;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsIOException;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent, as the frame parser is about to read it. Read before it runs: it compacts or
 * empties its buffer, and what it throws makes Tomcat write a Close frame.
 *
 * <p>Of a connection that was there before us the parser knows whether a frame begins at its next
 * byte. Until one does, which is so at nearly every read, the peer's bytes are passed over.
 */
final class Inbound {

  private static final int TOO_BIG = 1009;

  /** The parser's state, an enum of its own, while no byte of a frame has been taken. */
  private static final String BETWEEN_FRAMES = "NEW_FRAME";

  private Inbound() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This WsFrameBase parser,
      @Advice.FieldValue("wsSession") WsSession session,
      @Advice.FieldValue("inputBuffer") ByteBuffer in,
      @Advice.FieldValue("state") Object state,
      @Advice.FieldValue("continuationExpected") boolean insideMessage)
      throws Throwable {
    Tapped tapped = Tapped.ofOrAdopted(session, parser instanceof WsFrameServer);
    if (tapped == null) {
      return null;
    }
    if (!tapped.isReadingInStep() && !insideMessage && BETWEEN_FRAMES.equals(state.toString())) {
      tapped.readsFromHere();
    }
    if (tapped.isReadingInStep()) {
      tapped.wire().inbound(in);
    }
    return tapped;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
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
    Wire wire = ((Tapped) tapped).wire();
    if (((Tapped) tapped).isReadingInStep()) {
      wire.consumed(in.remaining());
    }
    if (thrown == null) {
      return;
    }
    ((Tapped) tapped).thrownByParser(thrown);
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
}
