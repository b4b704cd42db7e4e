// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeAccount.Failure;
import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception says about an upgrade that came to nothing. Libraries wrap and rename what the
 * JDK throws; so the whole chain is asked, from what can mean one thing only to what may mean many.
 */
final class HandshakeFailures {

  private static final int DEEPEST = 8;

  /** Netty says challenge. */
  private static final List<String> ACCEPT = List.of("sec-websocket-accept", "invalid challenge");

  private static final List<String> SUBPROTOCOL =
      List.of("subprotocol", "sub-protocol", "sub protocol", "sec-websocket-protocol");

  /** The JDK's words, and Netty's {@code NotSslRecordException}. */
  private static final List<String> NOT_TLS =
      List.of("unrecognized ssl message", "plaintext connection", "not an ssl/tls record");

  private static final List<String> CERTIFICATE =
      List.of("pkix path", "no subject alternative", "no name matching", "not match the hostname");

  private static final List<String> TIMED_OUT = List.of("timed out", "timeout");

  private static final List<String> REFUSED = List.of("refused");

  private static final List<String> UNREACHABLE =
      List.of(
          "no route to host",
          "host is unreachable",
          "host is down",
          "network is unreachable",
          "network is down");

  private static final List<String> RESET =
      List.of("connection reset", "forcibly closed by the remote", "broken pipe");

  /** Of Reactor Netty, the JDK's client, OkHttp and Jetty, in this order. */
  private static final List<String> ENDED =
      List.of(
          "prematurely closed",
          "received no bytes",
          "eof reached",
          "unexpected end of stream",
          "connection closed");

  /** Where exceptions come from that no application has thrown. */
  private static final List<String> LIBRARIES =
      List.of(
          "java.io.",
          "java.net.",
          "java.nio.",
          "java.util.concurrent.",
          "javax.net.",
          "sun.",
          "jdk.",
          "io.netty.",
          "reactor.",
          "io.vertx.",
          "org.eclipse.jetty.",
          "org.apache.tomcat.",
          "org.apache.catalina.",
          "org.apache.coyote.",
          "okhttp3.",
          "okio.",
          "org.java_websocket.",
          "io.undertow.",
          "org.xnio.",
          "io.ktor.",
          "org.glassfish.tyrus.",
          "org.glassfish.grizzly.",
          "javax.websocket.",
          "jakarta.websocket.",
          "javax.servlet.",
          "jakarta.servlet.");

  private HandshakeFailures() {}

  static Failure of(@Nullable Throwable failure) {
    if (failure == null) {
      return Failure.NONE;
    }
    if (says(ACCEPT, failure)) {
      return Failure.ACCEPT;
    }
    if (says(SUBPROTOCOL, failure)) {
      return Failure.SUBPROTOCOL;
    }
    if (Endings.has(UnknownHostException.class, failure)
        || Endings.has(UnresolvedAddressException.class, failure)) {
      return Failure.DNS;
    }
    if (Endings.has(SSLException.class, failure)) {
      return ofTls(failure);
    }
    return ofTransport(failure);
  }

  private static Failure ofTls(Throwable failure) {
    if (says(NOT_TLS, failure)) {
      return Failure.NOT_TLS;
    }
    if (Endings.has(CertificateException.class, failure)
        || Endings.has(CertPathValidatorException.class, failure)
        || Endings.has(CertPathBuilderException.class, failure)
        || Endings.has(SSLPeerUnverifiedException.class, failure)
        || says(CERTIFICATE, failure)) {
      return Failure.CERTIFICATE;
    }
    return Failure.TLS;
  }

  private static Failure ofTransport(Throwable failure) {
    if (isTimeout(failure)) {
      return Failure.TIMED_OUT;
    }
    if (says(UNREACHABLE, failure)
        || Endings.has(NoRouteToHostException.class, failure)
        || Endings.has(PortUnreachableException.class, failure)
        || Endings.has(BindException.class, failure)) {
      return Failure.UNREACHABLE;
    }
    if (Endings.has(ConnectException.class, failure)) {
      return says(REFUSED, failure) ? Failure.REFUSED : Failure.UNREACHABLE;
    }
    if (says(RESET, failure)) {
      return Failure.RESET;
    }
    if (Endings.has(EOFException.class, failure)
        || Endings.has(ClosedChannelException.class, failure)
        || says(ENDED, failure)) {
      return Failure.ENDED;
    }
    return isOfLibrary(cause(failure)) ? Failure.LIBRARY : Failure.APPLICATION;
  }

  /** As the transport ended before there was an answer. */
  static Failure of(Ending ending) {
    return switch (ending) {
      case PEER_EOF -> Failure.ENDED;
      case PEER_RESET, WRITE_FAILED -> Failure.RESET;
      case TLS_FAILED, TLS_REFUSED, TLS_ALERT -> Failure.TLS;
      case UNREACHABLE -> Failure.UNREACHABLE;
      case SEND_TIMED_OUT -> Failure.TIMED_OUT;
      default -> Failure.NONE;
    };
  }

  /** Without what others have wrapped around it. */
  static Throwable cause(Throwable failure) {
    Throwable inside = failure;
    for (int depth = 0; depth < DEEPEST && isWrapping(inside); depth++) {
      Throwable next = inside.getCause();
      if (next == null) {
        return inside;
      }
      inside = next;
    }
    return inside;
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof ExecutionException
        || failure instanceof CompletionException
        || failure.getClass().getName().endsWith(".servlet.ServletException");
  }

  private static boolean isOfLibrary(Throwable failure) {
    String type = failure.getClass().getName();
    return LIBRARIES.stream().anyMatch(type::startsWith);
  }

  /** Libraries have time-outs of their own, which share nothing but a word. */
  private static boolean isTimeout(Throwable failure) {
    return Endings.any(failure, each -> each.getClass().getSimpleName().contains("Timeout"))
        || says(TIMED_OUT, failure);
  }

  private static boolean says(List<String> words, Throwable failure) {
    return Endings.any(
        failure,
        each -> {
          String message = each.getMessage();
          String lower = message == null ? "" : message.toLowerCase(Locale.ROOT);
          return words.stream().anyMatch(lower::contains);
        });
  }
}
