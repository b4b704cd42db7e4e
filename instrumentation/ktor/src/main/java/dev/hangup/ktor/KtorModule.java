// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Ktor has a codec of its own, the same for a server on every engine and for a client on CIO. Its
 * parser and its serializer carry the state; what a suspend function does is asked of the objects
 * it leaves behind, never of a thread.
 */
public final class KtorModule implements StackModule {

  private static final String CODEC = "io.ktor.websocket.";
  private static final String PARSER = CODEC + "FrameParser";
  private static final String COLLECTOR = CODEC + "SimpleFrameCollector";
  private static final String SERIALIZER = CODEC + "Serializer";
  private static final String CLIENT = "io.ktor.client.";
  private static final String CONTENT = CLIENT + "plugins.websocket.WebSocketContent";
  private static final String ANSWER = CLIENT + "request.HttpResponseData";
  private static final String CIO = CLIENT + "engine.cio.";
  private static final String CONNECTION = "io.ktor.network.sockets.Connection";
  private static final String MAPPED = CLIENT + "network.sockets.TimeoutExceptionsCommonKt";
  private static final String SERVER = "io.ktor.server.";
  private static final String RESPONSE = SERVER + "engine.BaseApplicationResponse";
  private static final String SOCKETS = "io.ktor.network.sockets.";
  private static final String READS = SOCKETS + "CIOReaderKt";
  private static final String READS_2 = READS + "$readFrom$2";
  private static final String WRITES = SOCKETS + "CIOWriterKt$attachForWritingDirectImpl$1";
  private static final String WRITES_2 = WRITES + "$1";
  private static final String OURS = "dev.hangup.ktor.";
  private static final String RESUMED = "Object invokeSuspend(Object)";

  private static final Signatures NAMES =
      Signatures.of("io.ktor.utils.io.", "ByteReadChannel", "ByteWriteChannel")
          .and(CODEC, "Frame", "WebSocketSession", "WebSocketChannelsConfig")
          .and("kotlin.coroutines.", "Continuation", "CoroutineContext")
          .and("kotlin.", "Unit")
          .and("kotlin.jvm.internal.", "Ref$IntRef")
          .and("java.nio.channels.", "ReadableByteChannel", "WritableByteChannel")
          .and("io.ktor.network.util.", "Timeout")
          .and("kotlinx.coroutines.", "CoroutineScope")
          .and("io.ktor.http.", "Headers", "HttpProtocolVersion", "HttpStatusCode")
          .and("io.ktor.http.cio.", "HttpHeadersMap")
          .and("io.ktor.http.content.", "OutgoingContent")
          .and("io.ktor.network.sockets.", "Socket")
          .and("io.ktor.util.date.", "GMTDate")
          .and(CLIENT + "request.", "HttpRequestData")
          .and(SERVER + "application.", "Application");

  @Override
  public String name() {
    return "ktor";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(PARSER, COLLECTOR, SERIALIZER, CONTENT);
  }

  /** What HTTP loads as well. */
  @Override
  public List<String> tappedLate() {
    return List.of(
        ANSWER,
        CIO + "Endpoint",
        CIO + "UtilsKt",
        CONNECTION,
        MAPPED,
        RESPONSE,
        READS,
        READS_2,
        WRITES,
        WRITES_2);
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(codec());
    points.addAll(server());
    points.addAll(client());
    points.addAll(sockets());
    return List.copyOf(points);
  }

  private static List<TapPoint> codec() {
    String made =
        "WebSocketSession RawWebSocket(ByteReadChannel, ByteWriteChannel, long, boolean, ";
    return List.of(
        tap(CODEC + "RawWebSocketJvmKt", made + "CoroutineContext, WebSocketChannelsConfig)")
            .orMethod(made + "CoroutineContext)")
            .advice(OURS + "Sessions::made"),
        tap(PARSER, "()").advice(OURS + "Codec::parser"),
        tap(COLLECTOR, "()").advice(OURS + "Codec::collector"),
        tap(SERIALIZER, "()").advice(OURS + "Codec::serializer"),
        tap(PARSER, "void frame(ByteBuffer)").advice(OURS + "Codec::frame"),
        tap(COLLECTOR, "void handle(ByteBuffer)").advice(OURS + "Codec::payload"),
        tap(SERIALIZER, "void enqueue(Frame)").advice(OURS + "Codec::enqueue"),
        tap(SERIALIZER, "void serialize(ByteBuffer)").advice(OURS + "Codec::serialize"),
        tap(CODEC + "WebSocketWriter", "void drainQueueAndDiscard()")
            .advice(OURS + "Sessions::wrote"),
        tap(CODEC + "WebSocketWriter", "Object writeLoop(ByteBuffer, Continuation)")
            .call("kotlinx.coroutines.channels.Channel", "boolean close(Throwable)")
            .replacedBy(OURS + "Sessions"),
        // The coroutine that reads, without a name of its own.
        tap(CODEC + "WebSocketReader$1", RESUMED).advice(OURS + "Sessions::read"),
        tap(CODEC + "WebSocketReader$readerJob$1", RESUMED).advice(OURS + "Sessions::read"));
  }

  private static List<TapPoint> server() {
    return List.of(
        tap(
                SERVER + "websocket.WebSocketUpgrade",
                "Object upgrade(ByteReadChannel, ByteWriteChannel, CoroutineContext,"
                    + " CoroutineContext, Continuation)")
            .advice(OURS + "ServerHandshake::agrees"),
        tap(RESPONSE, "Object respondOutgoingContent(OutgoingContent, Continuation)")
            .advice(OURS + "ServerHandshake::answers"));
  }

  private static List<TapPoint> client() {
    return List.of(
        tap(CONTENT, "()").advice(OURS + "ClientHandshake::asked"),
        tap(CIO + "Endpoint", "Object execute(HttpRequestData, CoroutineContext, Continuation)")
            .advice(OURS + "ClientHandshake::sends"),
        tap(CIO + "UtilsKt", "Map toMap(HttpHeadersMap)").advice(OURS + "ClientHandshake::headers"),
        NAMES
            .in(CONNECTION)
            .method("(Socket, ByteReadChannel, ByteWriteChannel)")
            .advice(OURS + "ClientHandshake::connected"),
        // Of 2.3: what is read passes through one more channel.
        NAMES
            .in(MAPPED)
            .method(
                "ByteReadChannel mapEngineExceptions(CoroutineScope, ByteReadChannel,"
                    + " HttpRequestData)")
            .advice(OURS + "ClientHandshake::mapped")
            .optional(),
        tap(
                ANSWER,
                "(HttpStatusCode, GMTDate, Headers, HttpProtocolVersion, Object, CoroutineContext)")
            .advice(OURS + "ClientHandshake::answered"));
  }

  /** Of 3.x lambdas, which are numbered; of 2.3 classes. */
  private static List<TapPoint> sockets() {
    String writes = "(Timeout, IntRef, WritableByteChannel, ByteBuffer)";
    return List.of(
        read(tap(READS, "Unit readFrom$lambda$0(IntRef, ReadableByteChannel, ByteBuffer)")),
        read(tap(READS_2, "void invoke(ByteBuffer)")),
        write(
            tap(WRITES, "Unit invokeSuspend$lambda$0" + writes)
                .orMethod("Unit invokeSuspend$lambda$1" + writes)),
        write(tap(WRITES_2, RESUMED)));
  }

  private static TapPoint read(TapPoint.Tapped inside) {
    return inside
        .call("java.nio.channels.ReadableByteChannel", "int read(ByteBuffer)")
        .replacedBy(OURS + "Sockets")
        .optional();
  }

  private static TapPoint write(TapPoint.Tapped inside) {
    return inside
        .call("java.nio.channels.WritableByteChannel", "int write(ByteBuffer)")
        .replacedBy(OURS + "Sockets")
        .optional();
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return NAMES.in(className).method(method);
  }
}
