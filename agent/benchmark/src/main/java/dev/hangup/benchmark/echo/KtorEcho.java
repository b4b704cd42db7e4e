// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import io.ktor.server.application.Application;
import io.ktor.server.application.ApplicationPluginKt;
import io.ktor.server.cio.CIO;
import io.ktor.server.engine.EmbeddedServer;
import io.ktor.server.engine.EmbeddedServerKt;
import io.ktor.server.engine.EngineConnectorConfig;
import io.ktor.server.routing.RoutingRootKt;
import io.ktor.server.websocket.DefaultWebSocketServerSession;
import io.ktor.server.websocket.RoutingKt;
import io.ktor.server.websocket.WebSockets;
import io.ktor.websocket.Frame;
import java.util.List;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.channels.ChannelIterator;

/** Ktor on CIO, its engine without a library below. */
public final class KtorEcho implements EchoServer {

  @Override
  public String stack() {
    return "ktor";
  }

  @Override
  public String version() {
    return WebSockets.class.getPackage().getImplementationVersion();
  }

  @Override
  public int start(int size) throws InterruptedException {
    EmbeddedServer<?, ?> server =
        EmbeddedServerKt.embeddedServer(
            CIO.INSTANCE,
            0,
            "127.0.0.1",
            List.of(),
            (application, caller) -> configure(application));
    server.start(false);
    List<? extends EngineConnectorConfig> connectors =
        BuildersKt.<List<? extends EngineConnectorConfig>>runBlocking(
            EmptyCoroutineContext.INSTANCE,
            (scope, caller) -> server.getEngine().resolvedConnectors(caller));
    return connectors.get(0).getPort();
  }

  private static Unit configure(Application application) {
    ApplicationPluginKt.install(application, WebSockets.Plugin, sockets -> Unit.INSTANCE);
    RoutingRootKt.routing(
        application,
        root -> {
          RoutingKt.webSocket(
              root, "/echo", null, (session, caller) -> new Echo(session, caller).begin());
          return Unit.INSTANCE;
        });
    return Unit.INSTANCE;
  }

  /** What Kotlin's compiler makes of {@code for (frame in incoming) send(frame)}. */
  @SuppressWarnings("serial") // which no coroutine is
  private static final class Echo extends ContinuationImpl {

    private final DefaultWebSocketServerSession session;
    private final ChannelIterator<Frame> incoming;
    private boolean asked;

    @SuppressWarnings("unchecked") // what it is completed with is Unit
    Echo(DefaultWebSocketServerSession session, Continuation<? super Unit> caller) {
      super((Continuation<Object>) caller);
      this.session = session;
      incoming = session.getIncoming().iterator();
    }

    Object begin() {
      return invokeSuspend(Unit.INSTANCE);
    }

    @Override
    protected Object invokeSuspend(Object resumedWith) {
      ResultKt.throwOnFailure(resumedWith);
      Object result = resumedWith;
      while (result != IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
        if (!asked) {
          asked = true;
          result = incoming.hasNext(this);
        } else if (result == Boolean.TRUE) {
          asked = false;
          result = session.send(incoming.next(), this);
        } else {
          return Unit.INSTANCE;
        }
      }
      return result;
    }
  }
}
