// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty9.JettyLoaders;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.stream.Stream;

class JettyLoadersIT extends JettyLoaders {

  private static final String SINCE_12 =
      "org/eclipse/jetty/websocket/core/WebSocketCoreSession.class";

  @Override
  protected Stream<StackVersion> versions() {
    return Stream.of("jetty-10.txt", "jetty-11.txt", "jetty-12.txt")
        .map(Matrix::read)
        .flatMap(matrix -> Stream.of(matrix.floor(), matrix.newest()));
  }

  @Override
  protected List<Library> applications(StackVersion version) {
    return Library.overLoaders(version, 2, "websocket-", "jetty-websocket-");
  }

  @Override
  protected StackUnderTest application(Library library) {
    boolean since12 = library.loader().getResource(SINCE_12) != null;
    return library.application("dev.hangup.jetty.Jetty" + (since12 ? "12" : "10") + "Application");
  }
}
