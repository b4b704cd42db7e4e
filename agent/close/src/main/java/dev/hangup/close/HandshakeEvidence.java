// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.HandshakeAccount.Answer;
import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import dev.hangup.close.HandshakeAccount.Request;
import org.jspecify.annotations.Nullable;

/**
 * The sentences that say what a failed handshake was judged by. They end in the status and the
 * exception, where there were such; what a stack did not show is not spoken of.
 */
final class HandshakeEvidence {

  private HandshakeEvidence() {}

  private static Request request(HandshakeFacts facts) {
    return facts.account().request();
  }

  private static Answer answer(HandshakeFacts facts) {
    return facts.account().answer();
  }

  static void upgradeRemoved(HandshakeFacts f, Sentence s) {
    Request request = request(f);
    s.say("the request came with Sec-WebSocket-Key and ");
    headerOrNone(s, "Upgrade", request.upgrade());
    if (request.connection() != null) {
      s.say(", ");
      headerOrNone(s, "Connection", request.connection());
    }
    overOldHttp(f, s);
    s.say(": a proxy on the way removed the upgrade");
    outcome(f, s);
  }

  static void connectionReplaced(HandshakeFacts f, Sentence s) {
    Request request = request(f);
    s.say("the request came with Sec-WebSocket-Key, ");
    if (HandshakeFacts.isThere(request.upgrade())) {
      headerOrNone(s, "Upgrade", request.upgrade()).say(", ");
    }
    headerOrNone(s, "Connection", request.connection());
    overOldHttp(f, s);
    s.say(": a proxy on the way replaced Connection, which must say upgrade");
    outcome(f, s);
  }

  private static void overOldHttp(HandshakeFacts f, Sentence s) {
    if ("HTTP/1.0".equals(request(f).protocol())) {
      s.say(", over HTTP/1.0");
    }
  }

  private static Sentence headerOrNone(Sentence s, String name, @Nullable String value) {
    return HandshakeFacts.isThere(value)
        ? s.say(name).say(": ").say(said(value))
        : s.say("without ").say(name);
  }

  static void otherMethod(HandshakeFacts f, Sentence s) {
    s.say("the request was a ").say(said(request(f).method())).say(", and an upgrade is a GET");
    outcome(f, s);
  }

  static void otherVersion(HandshakeFacts f, Sentence s) {
    s.say("the request said Sec-WebSocket-Version: ")
        .say(said(request(f).version()))
        .say(", and the version of RFC 6455 is 13");
    outcome(f, s);
  }

  static void upgradeRequired(HandshakeFacts f, Sentence s) {
    String asked = request(f).version();
    String spoken = answer(f).versions();
    s.say(f.server() ? "this side answered 426" : "the server answered 426");
    if (f.server() && asked != null && asked.isEmpty()) {
      s.say("; the request had no Sec-WebSocket-Version");
    } else if (HandshakeFacts.isThere(asked)) {
      s.say("; the request said Sec-WebSocket-Version: ").say(said(asked));
    }
    if (HandshakeFacts.isThere(spoken)) {
      s.say("; the answer says Sec-WebSocket-Version: ").say(said(spoken));
    } else if (spoken != null) {
      s.say("; the answer names no Sec-WebSocket-Version, so the server may have seen no upgrade");
    }
    answeredBy(f, s);
    error(f, s);
  }

  static void handlerFailed(HandshakeFacts f, Sentence s) {
    if (f.account().failure() == Failure.APPLICATION) {
      s.say(said(f.account().error())).say(" left the code that handles the upgrade");
      if (f.account().status() > 0) {
        s.say("; this side answered ").number(f.account().status());
      }
    } else {
      s.say("the code that handles the upgrade failed; this side answered ")
          .number(f.account().status());
      error(f, s);
    }
  }

  static void foreignOrigin(HandshakeFacts f, Sentence s) {
    Request request = request(f);
    s.say("Origin ")
        .say(said(request.origin()))
        .say(" is not the host ")
        .say(said(f.account().host()));
    if (HandshakeFacts.isThere(request.forwardedHost())) {
      s.say(" and not X-Forwarded-Host ").say(said(request.forwardedHost()));
    }
    forwardedProto(f, s);
    outcome(f, s);
  }

  static void originOfAnotherScheme(HandshakeFacts f, Sentence s) {
    s.say("Origin ")
        .say(said(request(f).origin()))
        .say(" has not the scheme of X-Forwarded-Proto: ")
        .say(said(request(f).forwardedProto()));
    outcome(f, s);
  }

  private static void forwardedProto(HandshakeFacts f, Sentence s) {
    String proto = request(f).forwardedProto();
    if (HandshakeFacts.isThere(proto)) {
      s.say(", X-Forwarded-Proto: ").say(said(proto));
    }
  }

  static void originBehindAProxy(HandshakeFacts f, Sentence s) {
    Request request = request(f);
    s.say("Origin ").say(said(request.origin()));
    if (f.hostOfTheProxy()) {
      s.say(" is X-Forwarded-Host ")
          .say(said(request.forwardedHost()))
          .say(" but not the host ")
          .say(said(f.account().host()));
    } else {
      s.say(" is a page over TLS, and the request came here without TLS");
      if (HandshakeFacts.isThere(request.forwardedProto())) {
        forwardedProto(f, s);
      } else if (request.forwardedProto() != null) {
        s.say(" and without X-Forwarded-Proto");
      }
    }
    outcome(f, s);
  }

  static void forbidden(HandshakeFacts f, Sentence s) {
    String origin = request(f).origin();
    String host = f.account().host();
    answered(f, s);
    if (f.server()
        && HandshakeFacts.isThere(origin)
        && host != null
        && Origins.isOf(said(origin), host)) {
      s.say("; Origin ").say(said(origin)).say(" is that of the host ").say(host);
    } else if (f.server() && origin != null && origin.isEmpty()) {
      s.say("; the request had no Origin");
    }
    credentials(f, s);
    answeredBy(f, s);
    error(f, s);
  }

  static void withoutCredentials(HandshakeFacts f, Sentence s) {
    s.say("this side answered 401; the request had neither Authorization nor Cookie");
    error(f, s);
  }

  static void unauthorized(HandshakeFacts f, Sentence s) {
    answered(f, s);
    credentials(f, s);
    String challenge = answer(f).challenge();
    if (HandshakeFacts.isThere(challenge)) {
      s.say("; WWW-Authenticate asks for ").say(said(challenge));
    }
    answeredBy(f, s);
    error(f, s);
  }

  private static void credentials(HandshakeFacts f, Sentence s) {
    Boolean credentials = request(f).credentials();
    if (f.server() && credentials != null) {
      s.say(
          credentials
              ? "; the request had an Authorization or Cookie header"
              : "; the request had neither Authorization nor Cookie");
    }
  }

  static void notFound(HandshakeFacts f, Sentence s) {
    s.say(
        f.server()
            ? "this side answered 404, as where no WebSocket endpoint is mapped to the path"
            : "the server answered 404");
    answeredBy(f, s);
    error(f, s);
  }

  static void keyMissing(HandshakeFacts f, Sentence s) {
    s.say("the request had no Sec-WebSocket-Key");
    outcome(f, s);
  }

  static void keyBroken(HandshakeFacts f, Sentence s) {
    s.say("Sec-WebSocket-Key was not 16 bytes in base64");
    outcome(f, s);
  }

  static void oldHttp(HandshakeFacts f, Sentence s) {
    s.say("the request came over HTTP/1.0, and an upgrade needs HTTP/1.1");
    outcome(f, s);
  }

  static void versionMissing(HandshakeFacts f, Sentence s) {
    s.say("the request had no Sec-WebSocket-Version, which must be 13");
    outcome(f, s);
  }

  static void badRequest(HandshakeFacts f, Sentence s) {
    Request request = request(f);
    answered(f, s);
    if (f.server()
        && request.key() == KeyHeader.GOOD
        && HandshakeFacts.isThere(request.upgrade())
        && HandshakeFacts.isThere(request.connection())
        && HandshakeFacts.isThere(request.version())) {
      s.say(" although Upgrade, Connection, Sec-WebSocket-Key and Sec-WebSocket-Version are right");
    }
    answeredBy(f, s);
    error(f, s);
  }

  static void redirected(HandshakeFacts f, Sentence s) {
    answered(f, s);
    String location = answer(f).location();
    if (HandshakeFacts.isThere(location)) {
      s.say(", Location: ").say(said(location));
    }
    answeredBy(f, s);
    error(f, s);
  }

  static void unavailable(HandshakeFacts f, Sentence s) {
    answered(f, s);
    answeredBy(f, s);
    error(f, s);
  }

  static void wrongAccept(HandshakeFacts f, Sentence s) {
    s.say("the answer's Sec-WebSocket-Accept is missing or does not fit the key of the request");
    answeredBy(f, s);
    error(f, s);
  }

  static void subprotocol(HandshakeFacts f, Sentence s) {
    String offered = request(f).offered();
    String chosen = answer(f).subprotocol();
    s.say("this side insists on a subprotocol");
    if (HandshakeFacts.isThere(offered)) {
      s.say(" and offered ").say(said(offered));
    }
    if (HandshakeFacts.isThere(chosen)) {
      s.say("; the server chose ").say(said(chosen));
    } else if (chosen != null) {
      s.say("; the server chose none");
    }
    error(f, s);
  }

  static void nameNotFound(HandshakeFacts f, Sentence s) {
    s.say("the name ");
    if (f.account().host() != null) {
      s.say(said(f.account().host())).say(" ");
    }
    s.say("has no address");
    error(f, s);
  }

  static void notTls(HandshakeFacts f, Sentence s) {
    s.say("wss was asked for, and what ");
    host(f, s).say(" sent back is no TLS");
    error(f, s);
  }

  static void certificate(HandshakeFacts f, Sentence s) {
    s.say("the certificate of ");
    host(f, s).say(" is not trusted here, or is not for this name");
    error(f, s);
  }

  static void tls(HandshakeFacts f, Sentence s) {
    s.say("TLS with ");
    host(f, s).say(" failed before the upgrade was asked for");
    error(f, s);
  }

  static void timedOut(HandshakeFacts f, Sentence s) {
    s.say(
        f.server()
            ? "the upgrade was not finished in time"
            : "no connection and no answer came in time");
    error(f, s);
  }

  static void portClosed(HandshakeFacts f, Sentence s) {
    s.say("the connection to ");
    host(f, s).say(" was refused, as where no program listens on the port");
    error(f, s);
  }

  static void noConnection(HandshakeFacts f, Sentence s) {
    s.say("there was no connection to ");
    where(f, s);
    error(f, s);
  }

  static void lost(HandshakeFacts f, Sentence s) {
    s.say(f.account().failure() == Failure.RESET ? "TCP reset by peer" : "TCP closed by peer (FIN)")
        .say(f.server() ? " before this side had answered" : " instead of an answer");
    error(f, s);
  }

  static void answeredAsPlainHttp(HandshakeFacts f, Sentence s) {
    answered(f, s);
    s.say(" instead of 101");
    if (f.server() && request(f).key() == KeyHeader.GOOD) {
      s.say(" to a request that asked for an upgrade");
    }
    answeredBy(f, s);
    error(f, s);
  }

  static void otherStatus(HandshakeFacts f, Sentence s) {
    answered(f, s);
    answeredBy(f, s);
    error(f, s);
  }

  static void other(HandshakeFacts f, Sentence s) {
    if (f.account().status() == HandshakeFacts.SWITCHING_PROTOCOLS) {
      s.say("the upgrade was agreed to with 101, and then failed");
    } else if (f.account().status() > 0) {
      answered(f, s);
    } else {
      s.say("the upgrade ended before there was an answer");
    }
    answeredBy(f, s);
    error(f, s);
  }

  private static Sentence host(HandshakeFacts f, Sentence s) {
    where(f, s);
    return f.wasSentThere() ? s.say(",") : s;
  }

  /** At the end of a sentence. */
  private static Sentence where(HandshakeFacts f, Sentence s) {
    s.say(f.account().host() == null ? "the server" : said(f.account().host()));
    return f.wasSentThere() ? s.say(", where a redirect had sent this client") : s;
  }

  private static void answered(HandshakeFacts f, Sentence s) {
    s.say(f.server() ? "this side answered " : "the server answered ").number(f.account().status());
  }

  /** What became of a request that is to blame for it. */
  private static void outcome(HandshakeFacts f, Sentence s) {
    if (f.account().status() > 0) {
      s.say("; ");
      answered(f, s);
    }
    answeredBy(f, s);
    error(f, s);
  }

  /** It is often not the server one thinks of, but a box before it. */
  private static void answeredBy(HandshakeFacts f, Sentence s) {
    String server = answer(f).server();
    if (!f.server() && HandshakeFacts.isThere(server)) {
      s.say(" (Server: ").say(said(server)).say(")");
    }
  }

  private static void error(HandshakeFacts f, Sentence s) {
    if (f.account().error() != null) {
      s.say("; ").say(said(f.account().error()));
    }
  }

  private static String said(@Nullable String value) {
    return value == null ? "" : value;
  }
}
