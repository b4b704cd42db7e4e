// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jetty as named modules, most of whose packages are closed to everybody else. */
class ModulesIT {

  private static final Set<String> ROOTS =
      Set.of("org.eclipse.jetty.websocket.server", "org.eclipse.jetty.websocket.client");

  static List<StackVersion> versions() {
    return Matrix.read("jetty-12.txt").chosen().stream()
        .filter(version -> !version.has("modules-apart"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void namedModulesAreObservedToo(StackVersion version) throws Exception {
    ClassLoader loader = application((URLClassLoader) Library.shared(version).loader());
    Class<?> session =
        Class.forName("org.eclipse.jetty.websocket.core.WebSocketCoreSession", false, loader);
    assertThat(session.getModule().getName()).isEqualTo("org.eclipse.jetty.websocket.core.common");
    assertThat(session.getModule().isExported("org.eclipse.jetty.websocket.core.internal"))
        .isFalse();

    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application =
            Class.forName("dev.hangup.jetty.Jetty12Application", true, loader)
                .asSubclass(StackUnderTest.class)
                .getDeclaredConstructor()
                .newInstance();
        ScriptedPeer peer = ScriptedPeer.dial(application.serve(Options.at("/echo/17")), false)) {
      peer.askUpgrade("/echo/17");
      peer.readHead();
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      peer.reset();
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.stack.version", version.version())
          .containsEntry("http.route", "/echo/*")
          .containsEntry("websocket.messages.received", 1L)
          .containsEntry("websocket.messages.sent", 1L)
          .containsEntry("websocket.close.cause", "peer_reset");
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  /** The library's jars as modules, and before them a loader with the classes of the tests. */
  private static ClassLoader application(URLClassLoader library) throws Exception {
    Path[] jars =
        Stream.of(library.getURLs())
            .map(URL::getPath)
            .filter(path -> path.endsWith(".jar"))
            .map(Path::of)
            .toArray(Path[]::new);
    Configuration modules =
        ModuleLayer.boot()
            .configuration()
            .resolveAndBind(ModuleFinder.of(jars), ModuleFinder.of(), ROOTS);
    ModuleLayer layer =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
    // The jars once more: the application is compiled against them, but loads nothing from there.
    return new URLClassLoader(
        library.getURLs(),
        new Parents(layer.findLoader("org.eclipse.jetty.websocket.server"), library.getParent()));
  }

  private static final class Parents extends ClassLoader {
    private final ClassLoader testkit;

    Parents(ClassLoader modules, ClassLoader testkit) {
      super(modules);
      this.testkit = testkit;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      return testkit.loadClass(name);
    }
  }
}
