// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.testkit.Options;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.content.OutgoingContent;
import io.ktor.server.application.Application;
import io.ktor.server.application.ApplicationCall;
import io.ktor.server.application.ApplicationCallPipeline;
import io.ktor.server.application.ApplicationPluginKt;
import io.ktor.server.engine.ApplicationEngine;
import io.ktor.server.engine.EmbeddedServerKt;
import io.ktor.server.engine.EngineConnectorConfig;
import io.ktor.server.routing.Route;
import io.ktor.server.websocket.RoutingKt;
import io.ktor.server.websocket.WebSockets;
import io.ktor.util.pipeline.Pipeline;
import io.ktor.util.pipeline.PipelineContext;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function1;

/** A server, by methods that are not the same in 2.3 and in 3.x. */
final class EmbeddedServer {

  private static final Function1<Object, Unit> NOTHING = each -> Unit.INSTANCE;

  private final Object server;

  private EmbeddedServer(Object server) {
    this.server = server;
  }

  static EmbeddedServer start(Object engine, Options options, KtorApplication.Handler handler)
      throws ReflectiveOperationException {
    Function1<Application, Unit> module = application -> module(application, options, handler);
    for (Method each : EmbeddedServerKt.class.getMethods()) {
      Class<?>[] takes = each.getParameterTypes();
      if (each.getName().equals("embeddedServer")
          && takes[1] == int.class
          && takes[takes.length - 1] == Function1.class) {
        List<Object> given = new ArrayList<>(List.of(engine, 0, "127.0.0.1", List.of()));
        while (given.size() < takes.length - 1) {
          given.add(NOTHING);
        }
        given.add(module);
        Object made = each.invoke(null, given.toArray());
        made.getClass().getMethod("start", boolean.class).invoke(made, false);
        return new EmbeddedServer(made);
      }
    }
    throw new NoSuchMethodException("embeddedServer");
  }

  private static Unit module(
      Application application, Options options, KtorApplication.Handler handler) {
    ApplicationPluginKt.install(
        application,
        WebSockets.Plugin,
        sockets -> {
          sockets.setMaxFrameSize(options.maxFrame());
          if (options.pingMillis() > 0) {
            sockets.setPingPeriodMillis(options.pingMillis());
            sockets.setTimeoutMillis(options.pingMillis());
          }
          if (options.deflate()) {
            sockets.extensions(KtorApplication::deflate);
          }
          return Unit.INSTANCE;
        });
    Function1<Route, Unit> routes =
        root -> {
          RoutingKt.webSocket(
              root,
              "/echo/{id}",
              options.subprotocol().isEmpty() ? null : options.subprotocol(),
              (session, caller) -> KtorApplication.onThread(handler, session, caller));
          return Unit.INSTANCE;
        };
    route(application, routes);
    application.intercept(
        ApplicationCallPipeline.ApplicationPhase.getPlugins(),
        (context, subject, caller) -> refuseOtherVersions(context, caller));
    return Unit.INSTANCE;
  }

  /** The library takes every version of the protocol for 13; an application need not. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the class of a call was changed with 3.0
  private static Object refuseOtherVersions(
      PipelineContext<Unit, ?> context, Continuation<? super Unit> caller) {
    ApplicationCall call = (ApplicationCall) context.getContext();
    String version = call.getRequest().getHeaders().get("Sec-WebSocket-Version");
    if (version == null || version.equals("13")) {
      return Unit.INSTANCE;
    }
    context.finish();
    Object response = call.getResponse();
    try {
      Pipeline pipeline = (Pipeline) response.getClass().getMethod("getPipeline").invoke(response);
      return pipeline.execute(call, new UpgradeRequired(), caller);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without a body. */
  private static final class UpgradeRequired extends OutgoingContent.NoContent {
    @Override
    public HttpStatusCode getStatus() {
      return new HttpStatusCode(426, "Upgrade Required");
    }
  }

  private static void route(Application application, Function1<Route, Unit> routes) {
    try {
      routing().invoke(null, application, routes);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method routing() throws ReflectiveOperationException {
    try {
      return routing("RoutingRootKt");
    } catch (ClassNotFoundException before3) {
      return routing("RoutingKt");
    }
  }

  private static Method routing(String owner) throws ReflectiveOperationException {
    return Class.forName("io.ktor.server.routing." + owner)
        .getMethod("routing", Application.class, Function1.class);
  }

  int port() throws Exception {
    Object engine =
        server instanceof ApplicationEngine
            ? server
            : server.getClass().getMethod("getEngine").invoke(server);
    List<? extends EngineConnectorConfig> connectors =
        Coroutines.<List<? extends EngineConnectorConfig>>await(
            caller -> ((ApplicationEngine) engine).resolvedConnectors(caller));
    return connectors.get(0).getPort();
  }

  void stop() {
    try {
      server.getClass().getMethod("stop", long.class, long.class).invoke(server, 300L, 1000L);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
