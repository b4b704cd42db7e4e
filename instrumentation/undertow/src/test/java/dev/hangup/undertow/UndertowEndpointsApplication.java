// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import java.net.InetSocketAddress;
import java.net.URI;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * A chat on the standard's API, of a server and of a client: the client says hello, and closes when
 * it is greeted.
 */
public abstract class UndertowEndpointsApplication implements StackUnderTest {

  private Undertow server;
  private DeploymentManager deployed;
  private XnioWorker worker;

  /** The server's, with an annotation. */
  abstract Class<?> endpoint();

  abstract void connect(URI uri) throws Exception;

  @Override
  public int serve(Options options) throws Exception {
    ClassLoader loader = UndertowEndpointsApplication.class.getClassLoader();
    worker =
        Xnio.getInstance(loader)
            .createWorker(
                OptionMap.builder()
                    .set(org.xnio.Options.WORKER_IO_THREADS, 2)
                    .set(org.xnio.Options.WORKER_TASK_CORE_THREADS, 2)
                    .set(org.xnio.Options.WORKER_TASK_MAX_THREADS, 4)
                    .getMap());
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(loader)
            .setContextPath("/app")
            .setDeploymentName("app")
            .addServletContextAttribute(
                WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                new WebSocketDeploymentInfo()
                    .setWorker(worker)
                    .setBuffers(new DefaultByteBufferPool(true, 16 * 1024))
                    .addEndpoint(endpoint()));
    deployed = Servlets.defaultContainer().addDeployment(deployment);
    deployed.deploy();
    server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(2)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(Handlers.path().addPrefixPath("/app", deployed.start()))
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    connect(options.uri(port));
  }

  @Override
  public void close() {
    server.stop();
    worker.shutdownNow();
  }
}
