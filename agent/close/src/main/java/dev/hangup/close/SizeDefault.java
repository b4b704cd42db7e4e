// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/**
 * How large a frame or a message may be for peers, gateways and proxies whose settings were not
 * changed. Of this side's own stack see {@link Limit}.
 */
enum SizeDefault {
  // https://tomcat.apache.org/tomcat-11.0-doc/web-socket-howto.html
  K8(8192, -1, "Tomcat"),

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
  K32(-1, 32_768, "AWS API Gateway"),

  // https://learn.microsoft.com/dotnet/api/microsoft.aspnetcore.signalr.huboptions.maximumreceivemessagesize
  K32_OF_MESSAGES(32_768, -1, "ASP.NET Core SignalR"),

  // https://netty.io/4.2/api/io/netty/handler/codec/http/websocketx/WebSocketDecoderConfig.html
  K64(-1, 65_536, "Netty and what is built on it"),

  // https://jetty.org/docs/jetty/12/programming-guide/server/websocket.html
  K64_OF_MESSAGES(65_536, -1, "Jetty"),

  // The same page as of its frames.
  K128(131_072, -1, "AWS API Gateway"),

  // https://vertx.io/docs/apidocs/io/vertx/core/http/HttpServerOptions.html
  K256(262_144, -1, "Vert.x"),

  // https://socket.io/docs/v4/server-options/#maxhttpbuffersize
  MB1(1_000_000, -1, "Socket.IO"),

  // https://github.com/cloudflare/cloudflare-docs/pull/14520
  // https://developer.konghq.com/plugins/websocket-size-limit/
  // https://websockets.readthedocs.io/en/stable/topics/memory.html
  MIB1(1_048_576, -1, "Cloudflare Workers, Kong (from clients), and websockets for Python"),

  // https://developer.konghq.com/plugins/websocket-size-limit/
  MIB16(16_777_216, -1, "Kong (from servers)"),

  // https://github.com/websockets/ws/blob/master/doc/ws.md
  MIB100(104_857_600, -1, "ws for Node.js");

  private static final SizeDefault[] ALL = values();

  private final long ofMessages;
  private final long ofFrames;
  private final String owner;

  /** -1 for no limit. */
  SizeDefault(long ofMessages, long ofFrames, String owner) {
    this.ofMessages = ofMessages;
    this.ofFrames = ofFrames;
    this.owner = owner;
  }

  /**
   * The limit that something just passed, which is told in the sentence. Twice as large is too far
   * from it: most likely it was another one.
   */
  static void tell(long message, long frame, Sentence s) {
    long limit = -1;
    for (SizeDefault each : ALL) {
      limit = Math.max(limit, each.passedBy(message, frame));
    }
    boolean first = true;
    for (SizeDefault each : ALL) {
      if (limit > 0 && each.passedBy(message, frame) == limit) {
        if (first) {
          s.say("; ").bytes(limit).say(" is the usual limit of ");
        } else {
          s.say(", and of ");
        }
        s.say(each.ofFrames > 0 ? "frames at " : "messages at ").say(each.owner);
        first = false;
      }
    }
  }

  private long passedBy(long message, long frame) {
    return Math.max(
        isJustPassed(ofMessages, message) ? ofMessages : -1,
        isJustPassed(ofFrames, frame) ? ofFrames : -1);
  }

  private static boolean isJustPassed(long limit, long size) {
    return limit > 0 && size > limit && size < 2 * limit;
  }
}
