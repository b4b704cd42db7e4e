// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackVersion;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers of frameworks that sit on Netty: their own pipelines, the same taps. By reflection, since
 * each brings another Netty than the tests are compiled against.
 */
class FrameworksIT {

  private static final String PATH = "/echo/17";

  private ExportedFacts facts;

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.0.8"})
  void vertx(String version) throws Exception {
    ClassLoader loader = library("io.vertx:vertx-core:" + version);
    Object vertx = callOn(loader.loadClass("io.vertx.core.Vertx"), null, "vertx");
    try {
      Object server = call(vertx, "createHttpServer");
      Class<?> handler = loader.loadClass("io.vertx.core.Handler");
      call(
          server,
          "webSocketHandler",
          proxy(
              handler,
              (self, method, socket) ->
                  call(
                      socket[0],
                      "textMessageHandler",
                      proxy(
                          handler,
                          (me, m, text) -> call(socket[0], "writeTextMessage", text[0])))));
      Object listening = call(server, "listen", 0, "127.0.0.1");
      Object stage = call(listening, "toCompletionStage");
      ((CompletableFuture<?>) call(stage, "toCompletableFuture")).get(20, TimeUnit.SECONDS);
      converse((int) call(server, "actualPort"));
    } finally {
      call(vertx, "close");
    }
  }

  @Test
  void reactorNetty() throws Exception {
    ClassLoader loader = library("io.projectreactor.netty:reactor-netty-http:1.3.8");
    Class<?> type = loader.loadClass("reactor.netty.http.server.HttpServer");
    Object server = call(call(callOn(type, null, "create"), "host", "127.0.0.1"), "port", 0);
    BiFunction<Object, Object, Object> echo =
        (in, out) -> {
          Object frames = call(call(in, "receive"), "retain");
          return call(out, "send", frames);
        };
    // The inbound is binary to Reactor Netty: it echoes texts as binary messages.
    Consumer<Object> routes = all -> call(all, "ws", PATH, echo);
    Object bound = call(call(server, "route", routes), "bindNow");
    try {
      converse((int) call(bound, "port"));
    } finally {
      call(bound, "disposeNow");
    }
  }

  private void converse(int port) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
      peer.upgrade(PATH);
      peer.send("hello");
      assertThat(peer.receive()).extracting(Frame::text).isEqualTo("hello");
      peer.send(Frame.close(4001, "bye"));
      peer.receiveToTheEnd();
    }
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attributes())
        .containsEntry("websocket.role", "server")
        .containsEntry("url.path", PATH)
        .containsEntry("websocket.close.code", 4001L)
        .containsEntry("websocket.close.initiator", "remote")
        .containsEntry("websocket.close.clean", true)
        .containsEntry("websocket.messages.received", 1L)
        .containsEntry("websocket.messages.sent", 1L);
  }

  private static ClassLoader library(String coordinates) {
    String version = coordinates.substring(coordinates.lastIndexOf(':') + 1);
    return Library.fresh(new StackVersion(version, List.of(coordinates), Set.of())).loader();
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object call(Object target, String name, Object... arguments) {
    return callOn(target.getClass(), target, name, arguments);
  }

  /** The first public method of that name that takes these arguments, by way of a public type. */
  private static Object callOn(
      Class<?> type, @Nullable Object target, String name, Object... arguments) {
    try {
      for (Method method : type.getMethods()) {
        if (method.getName().equals(name) && takes(method, arguments)) {
          method.setAccessible(true);
          return method.invoke(target, arguments);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + '.' + name, e);
    }
    throw new IllegalStateException(type.getName() + " has no " + name);
  }

  private static boolean takes(Method method, Object[] arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      boolean fits =
          types[i].isInstance(arguments[i])
              || (types[i] == int.class && arguments[i] instanceof Integer);
      if (!fits) {
        return false;
      }
    }
    return !Arrays.asList(types).contains(Object[].class);
  }
}
