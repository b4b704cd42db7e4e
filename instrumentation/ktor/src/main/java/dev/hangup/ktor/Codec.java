// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import io.ktor.websocket.Frame;
import io.ktor.websocket.FrameParser;
import io.ktor.websocket.Serializer;
import io.ktor.websocket.SimpleFrameCollector;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to frames and back. These are plain methods, each called once for its bytes; the suspend
 * functions around them are entered again whenever they go on.
 */
final class Codec {

  private static final StateField PARSER = StateField.of(FrameParser.class);
  private static final StateField.Reader PARSER_READER = PARSER.reader();
  private static final StateField COLLECTOR = StateField.of(SimpleFrameCollector.class);
  private static final StateField.Reader COLLECTOR_READER = COLLECTOR.reader();
  private static final StateField SERIALIZER = StateField.of(Serializer.class);
  private static final StateField.Reader SERIALIZER_READER = SERIALIZER.reader();

  private Codec() {}

  static @Nullable Followed of(FrameParser parser) {
    return (Followed) PARSER_READER.get(parser);
  }

  static @Nullable Followed of(Serializer serializer) {
    return (Followed) SERIALIZER_READER.get(serializer);
  }

  /** Made before the coroutine begins that reads. */
  @OnReturn
  static void parser(@Advice.This FrameParser parser) {
    PARSER.set(parser, Sessions.beingMade());
  }

  @OnReturn
  static void collector(@Advice.This SimpleFrameCollector collector) {
    COLLECTOR.set(collector, Sessions.beingMade());
  }

  @OnReturn
  static void serializer(@Advice.This Serializer serializer) {
    SERIALIZER.set(serializer, Sessions.beingMade());
  }

  @OnEnter
  static @Nullable Object frame(
      @Advice.This FrameParser parser, @Advice.Argument(0) ByteBuffer bytes) {
    Followed followed = of(parser);
    if (followed != null) {
      followed.arrives(bytes);
    }
    return followed;
  }

  @OnExit
  static void frameDone(
      @Advice.This FrameParser parser,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Enter @Nullable Object followed,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (followed != null) {
      ((Followed) followed).parsed(parser, bytes, thrown);
    }
  }

  @OnEnter
  static @Nullable Object payload(
      @Advice.This SimpleFrameCollector collector, @Advice.Argument(0) ByteBuffer bytes) {
    Followed followed = (Followed) COLLECTOR_READER.get(collector);
    if (followed != null) {
      followed.arrives(bytes);
    }
    return followed;
  }

  @OnExit
  static void payloadDone(
      @Advice.This SimpleFrameCollector collector,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Enter @Nullable Object followed) {
    if (followed != null) {
      ((Followed) followed).collected(bytes, !collector.getHasRemaining());
    }
  }

  @OnEnter
  static void enqueue(@Advice.This Serializer serializer, @Advice.Argument(0) Frame frame) {
    Followed followed = frame instanceof Frame.Close ? of(serializer) : null;
    if (followed != null) {
      followed.closes();
    }
  }

  @OnEnter
  static Object serialize(@Advice.Argument(0) ByteBuffer bytes) {
    return bytes.position();
  }

  @OnExit
  static void serializeDone(
      @Advice.This Serializer serializer,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Enter Object from) {
    Followed followed = of(serializer);
    if (followed != null && bytes.position() > (Integer) from) {
      followed.sends(bytes, (Integer) from);
    }
  }
}
