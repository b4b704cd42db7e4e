// SPDX-License-Identifier: Apache-2.0
package dev.hangup.okhttp;

import static dev.hangup.instrumentation.api.News.LOCAL_CLOSE;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/**
 * The client. One object is the connection and carries the state; no object has the peer's bytes in
 * a buffer before they are parsed, so the parser's reads are what is tapped.
 */
public final class OkHttpModule implements StackModule {

  private static final String LIBRARY = "okhttp3.internal.ws.";
  private static final String SOCKET = LIBRARY + "RealWebSocket";
  private static final String READER = LIBRARY + "WebSocketReader";
  private static final String WRITER = LIBRARY + "WebSocketWriter";
  private static final String SOURCE = "okio.BufferedSource";
  private static final String SINK = "okio.BufferedSink";
  private static final String TAPS = "dev.hangup.okhttp.Taps";
  private static final String HEADER = "void readHeader()";
  private static final String READ_ALL = "void readFully(Buffer, long)";
  private static final String MESSAGE = "void writeMessageFrame(int, ByteString)";
  private static final String PART = "void writeMessageFrame(int, long, boolean, boolean)";

  private static final Signatures NAMES =
      Signatures.of("okhttp3.", "OkHttpClient", "Response")
          .and("okhttp3.internal.connection.", "BufferedSocket", "Exchange")
          .and(LIBRARY, "RealWebSocket$Streams")
          .and("okio.", "Buffer", "BufferedSink", "ByteString");

  @Override
  public String name() {
    return "okhttp";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(SOCKET);
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        tap(SOCKET, "void connect(OkHttpClient)").advice(TAPS + "::connect"),
        tap(SOCKET, "okio.Socket checkUpgradeSuccess$okhttp(Response)")
            .orMethod("void checkUpgradeSuccess$okhttp(Response, Exchange)")
            .orMethod("void checkUpgradeSuccess(Response, Exchange)")
            .advice(TAPS + "::answered"),
        tap(SOCKET, "void initReaderAndWriter(String, BufferedSocket, boolean)")
            .orMethod("void initReaderAndWriter(String, Streams)")
            .advice(TAPS + "::opened"),
        tap(SOCKET, "void loopReader(Response)")
            .orMethod("void loopReader()")
            .advice(TAPS + "::reading"),
        tap(READER, HEADER).call(SOURCE, "byte readByte()").replacedBy(TAPS),
        tap(READER, HEADER).call(SOURCE, "short readShort()").replacedBy(TAPS),
        tap(READER, HEADER).call(SOURCE, "long readLong()").replacedBy(TAPS),
        tap(READER, "void readControlFrame()").call(SOURCE, READ_ALL).replacedBy(TAPS),
        tap(READER, "void readMessage()").call(SOURCE, READ_ALL).replacedBy(TAPS),
        tap(SOCKET, "boolean writeOneFrame$okhttp()")
            .orMethod("boolean writeOneFrame()")
            .advice(TAPS + "::writing"),
        tap(SOCKET, "void writePingFrame$okhttp()")
            .orMethod("void writePingFrame()")
            .advice(TAPS + "::writing"),
        tap(WRITER, "void writeControlFrame(int, ByteString)")
            .call(SINK, "void flush()")
            .replacedBy(TAPS),
        tap(WRITER, MESSAGE).orMethod(PART).call(SINK, "void flush()").replacedBy(TAPS),
        tap(WRITER, MESSAGE).orMethod(PART).call(SINK, "BufferedSink emit()").replacedBy(TAPS),
        tap(WRITER, "void writeClose(int, ByteString)").advice(TAPS + "::closing"),
        tap(SOCKET, "boolean send(ByteString, int)")
            .call(SOCKET, "boolean close(int, String)")
            .replacedBy(TAPS),
        tap(SOCKET, "void cancel()").tells(LOCAL_CLOSE, "this"),
        tap(SOCKET, "void failWebSocket(Exception, Response, boolean)")
            .orMethod("void failWebSocket(Exception, Response)")
            .advice(TAPS + "::failed"));
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return NAMES.in(className).method(method);
  }
}
