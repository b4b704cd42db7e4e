// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * One codec for servers and clients, and three containers around it: a server and a client on
 * Grizzly, and a client on the JDK's asynchronous channels.
 */
public final class TyrusModule implements StackModule {

  /** Of the JDK container, whose classes are all its own. */
  static final String FILTER = "org.glassfish.tyrus.container.jdk.client.Filter";

  private static final String TYRUS = "org.glassfish.tyrus.";
  private static final String SPI = TYRUS + "spi.";
  private static final String CORE = TYRUS + "core.";
  private static final String CODEC = CORE + "ProtocolHandler";
  private static final String ENGINE = TYRUS + "client.TyrusClientEngine";
  private static final String SERVER = CORE + "TyrusWebSocketEngine";
  private static final String GRIZZLY_CLIENT = TYRUS + "container.grizzly.client.";
  private static final String JDK_CLIENT = TYRUS + "container.jdk.client.";
  private static final String GRIZZLY = "org.glassfish.grizzly.";
  private static final String NIO = GRIZZLY + "nio.transport.";
  private static final String READER = NIO + "TCPNIOUtils";
  private static final String CONNECTION = NIO + "TCPNIOConnection";
  private static final String TLS = GRIZZLY + "ssl.SSLBaseFilter";
  private static final String HTTP = GRIZZLY + "http.HttpServerFilter";
  private static final String OURS = "dev.hangup.tyrus.";

  private static final Signatures JAKARTA = names("jakarta.websocket.");
  private static final Signatures JAVAX = names("javax.websocket.");

  private static Signatures names(String api) {
    return Signatures.of("java.lang.", "Integer", "Runnable", "Void")
        .and("java.util.concurrent.", "Future")
        .and("java.util.concurrent.atomic.", "AtomicBoolean")
        .and("java.net.", "SocketAddress")
        .and(api, "ClientEndpointConfig", "Session")
        .and(CORE, "DebugContext")
        .and(SPI, "UpgradeRequest", "UpgradeResponse", "Writer", "CompletionHandler")
        .and(SPI, "ClientEngine", "ClientEngine$ClientUpgradeInfo", "ClientEngine$TimeoutHandler")
        .and(SPI, "Connection$CloseListener")
        .and(JDK_CLIENT, "Filter", "TaskQueueFilter")
        .and(GRIZZLY, "Buffer", "CloseReason")
        .and(GRIZZLY + "filterchain.", "FilterChainContext", "NextAction")
        .and(GRIZZLY + "http.", "HttpPacket")
        .and(GRIZZLY + "memory.", "MemoryManager")
        .and(NIO, "TCPNIOConnection");
  }

  @Override
  public String name() {
    return "tyrus";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(CODEC, SPI + "Writer", ENGINE, FILTER);
  }

  /** What every server and client on Grizzly loads. */
  @Override
  public List<String> tappedLate() {
    return List.of(READER, CONNECTION, TLS, HTTP);
  }

  @Override
  public List<String> preloadTriggers() {
    return List.of(TYRUS + "server.Server", SPI + "ClientContainer", SPI + "ServerContainer");
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(codec());
    points.addAll(clientHandshake());
    points.addAll(onGrizzly());
    points.addAll(grizzly());
    points.addAll(onTheJdk());
    return List.copyOf(points);
  }

  private static List<TapPoint> codec() {
    String append = "void appendMessagePart(String)";
    String connect = "void onConnect(UpgradeRequest, String, List, String, DebugContext)";
    return List.of(
        tap(
                SERVER + "$SuccessfulUpgradeInfo",
                SPI + "Connection createConnection(Writer, CloseListener)")
            .advice(OURS + "Sessions::agrees"),
        tap(CODEC, "void setWriter(Writer)").advice(OURS + "Sessions::writes"),
        tap(CORE + "TyrusWebSocket", connect).advice(OURS + "Sessions::opens"),
        tap(SERVER + "$TyrusReadHandler", "void handle(ByteBuffer)")
            .advice(OURS + "Frames::serves"),
        tap(ENGINE + "$TyrusReadHandler", "void handle(ByteBuffer)").advice(OURS + "Frames::gets"),
        tap(CODEC, "Future close(int, String)").advice(OURS + "Frames::close"),
        tap(CORE + "TyrusSession$IdleTimeoutCommand", "void run()").advice(OURS + "Frames::idle"),
        tap(CORE + "TyrusSession", "void checkMessageSize(Object, long)")
            .advice(OURS + "Frames::whole"),
        tap(CORE + "TextBuffer", append).advice(OURS + "Frames::part"),
        tap(CORE + "BinaryBuffer", "void appendMessagePart(ByteBuffer)")
            .advice(OURS + "Frames::part"),
        either(CORE + "TyrusEndpointWrapper", "boolean processThrowable(Throwable, Session)")
            .advice(OURS + "Frames::failed"));
  }

  private static List<TapPoint> clientHandshake() {
    String open = "void openClientSocket(ClientEndpointConfig, Map, ClientEngine)";
    String answer = "(UpgradeResponse, Writer, CloseListener)";
    return List.of(
        either(
                TYRUS + "client.ClientManager",
                "Future connectToServer(Object, ClientEndpointConfig, String, boolean)")
            .call("java.util.concurrent.ExecutorService", "Future submit(Runnable)")
            .replacedBy(OURS + "ClientHandshake"),
        either(GRIZZLY_CLIENT + "GrizzlyClientContainer", open)
            .advice(OURS + "ClientHandshake::connects"),
        either(JDK_CLIENT + "JdkClientContainer", open).advice(OURS + "ClientHandshake::connects"),
        tap(ENGINE, "UpgradeRequest createUpgradeRequest(TimeoutHandler)")
            .advice(OURS + "ClientHandshake::asks"),
        tap(ENGINE, "ClientUpgradeInfo processResponse" + answer)
            .advice(OURS + "ClientHandshake::answered"),
        tap(ENGINE, "ClientUpgradeInfo processUpgradeResponse" + answer)
            .advice(OURS + "ClientHandshake::agreed"),
        tap(ENGINE, "void processError(Throwable)").advice(OURS + "ClientHandshake::failed"),
        tap(ENGINE, "TimeoutHandler getTimeoutHandler()")
            .advice(OURS + "ClientHandshake::timedOut"));
  }

  /** Tyrus's own classes for Grizzly. */
  private static List<TapPoint> onGrizzly() {
    String writer = GRIZZLY_CLIENT + "GrizzlyWriter";
    return List.of(
        tap(GRIZZLY_CLIENT + "GrizzlyClientFilter", "NextAction handleConnect(FilterChainContext)")
            .advice(OURS + "OnGrizzly::connected"),
        tap(writer, "(" + GRIZZLY + "Connection)").advice(OURS + "OnGrizzly::made"),
        tap(writer + "$WriteTask", "void execute()").advice(OURS + "OnGrizzly::write"),
        tap(writer + "$CloseTask", "void execute()").advice(OURS + "OnGrizzly::close"));
  }

  private static List<TapPoint> grizzly() {
    return List.of(
        tap(READER, "Buffer allocateAndReadBuffer(TCPNIOConnection)")
            .advice(OURS + "Grizzly::read"),
        tap(READER, "int readBuffer(TCPNIOConnection, Buffer)").advice(OURS + "Grizzly::readInto"),
        tap(CONNECTION, "void terminate0(" + GRIZZLY + "CompletionHandler, CloseReason)")
            .advice(OURS + "Grizzly::closes"),
        tap(TLS, "NextAction handleRead(FilterChainContext)").advice(OURS + "Grizzly::unwrapped"),
        tap(HTTP, "Buffer encodeInitialLine(HttpPacket, Buffer, MemoryManager)")
            .advice(OURS + "Refusals::answers"));
  }

  private static List<TapPoint> onTheJdk() {
    String transport = JDK_CLIENT + "TransportFilter";
    return List.of(
        tap(JDK_CLIENT + "ClientFilter", "void connect(SocketAddress, boolean, CompletionHandler)")
            .advice(OURS + "OnTheJdk::connects"),
        tap(FILTER, "void connect(SocketAddress, Filter)").advice(OURS + "OnTheJdk::below"),
        tap(JDK_CLIENT + "ClientFilter$JdkWriter", "(Filter, AtomicBoolean)")
            .advice(OURS + "OnTheJdk::made"),
        tap(JDK_CLIENT + "TaskQueueFilter$WriteTask", "void execute(TaskQueueFilter)")
            .advice(OURS + "OnTheJdk::write"),
        tap(transport, "void close()").advice(OURS + "OnTheJdk::close"),
        // The handlers of a write and of a read.
        tap(transport + "$2", "void failed(Throwable, ByteBuffer)")
            .advice(OURS + "OnTheJdk::writeFailed"),
        tap(transport + "$4", "void completed(Integer, Void)").advice(OURS + "OnTheJdk::read"),
        tap(FILTER, "void onError(Throwable)").advice(OURS + "OnTheJdk::failed"));
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return JAKARTA.in(className).method(method);
  }

  /** With types of the standard's API, of either name. */
  private static TapPoint.Tapped either(String className, String method) {
    return tap(className, method).orMethod(JAVAX.method(method));
  }
}
