// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.jboss.modules.DependencySpec;
import org.jboss.modules.JDKModuleFinder;
import org.jboss.modules.LocalDependencySpecBuilder;
import org.jboss.modules.LocalLoader;
import org.jboss.modules.ModuleDependencySpecBuilder;
import org.jboss.modules.ModuleFinder;
import org.jboss.modules.ModuleLoader;
import org.jboss.modules.ModuleSpec;
import org.jboss.modules.Resource;
import org.jboss.modules.ResourceLoader;
import org.jboss.modules.ResourceLoaderSpec;
import org.jboss.modules.ResourceLoaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Undertow as WildFly has it: a module of JBoss Modules for every jar. A module sees the JDK's
 * packages and those of the modules it names, and nothing of the class path or of the agent's.
 */
class UndertowLoadersIT {

  private static final String PATH = "/echo/17";
  private static final String APPLICATION = "application";

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("undertow.txt").chosen();
  }

  static List<StackVersion> versionsOfTheStandard() {
    return Matrix.read("undertow-jsr.txt").chosen();
  }

  @BeforeEach
  void record() {
    versions().forEach(Library::shared); // starts the agent
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServersConnectionOverModulesIsOne(StackVersion version) throws Exception {
    try (StackUnderTest server = inModules(version, "dev.hangup.undertow.UndertowApplication");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.upgrade(PATH);
      isReset(peer, "server");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientsConnectionOverModulesIsOne(StackVersion version) throws Exception {
    try (StackUnderTest client = inModules(version, "dev.hangup.undertow.UndertowApplication");
        ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(door.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(door.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        isReset(peer, "client");
      }
    }
  }

  private void isReset(ScriptedPeer peer, String role) throws Exception {
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
    peer.reset();
    assertThat(facts.awaitEnd().attributes())
        .containsEntry("websocket.role", role)
        .containsEntry("websocket.close.code", 1006L)
        .containsEntry("websocket.close.cause", "peer_reset")
        .containsEntry("websocket.messages.received", 1L)
        .containsEntry("websocket.messages.sent", 1L)
        .doesNotContainKey("websocket.observation.incomplete");
  }

  /** The core, servlets, the standard's API and the endpoint: each is in a module of its own. */
  @ParameterizedTest
  @MethodSource("versionsOfTheStandard")
  void anEndpointsConnectionOverModulesIsOne(StackVersion version) throws Exception {
    Options options = Options.at("/app/chat/kitchen");
    String namespace = version.has("javax") ? "Javax" : "Jakarta";
    String name = "dev.hangup.undertow." + namespace + "EndpointsApplication";
    try (StackUnderTest application = inModules(version, name)) {
      application.connect(application.serve(options), options);
      ExportedSpan one = facts.awaitEnd();
      ExportedSpan other = facts.awaitEnd();
      assertThat(List.of(one.kind(), other.kind())).containsExactlyInAnyOrder("SERVER", "CLIENT");
      ExportedSpan server = one.kind().equals("SERVER") ? one : other;
      assertThat(server.attributes())
          .containsEntry("http.route", "/app/chat/{room}")
          .containsEntry("websocket.close.code", 4001L)
          .doesNotContainKey("websocket.observation.incomplete");
    }
  }

  /** With the context class loader that an application has. */
  private static StackUnderTest inModules(StackVersion version, String name) throws Exception {
    ClassLoader loader =
        new ModuleLoader(new ModuleFinder[] {new Modules(version), JDKModuleFinder.getInstance()})
            .loadModule(APPLICATION)
            .getClassLoader();
    StackUnderTest application =
        Class.forName(name, true, loader)
            .asSubclass(StackUnderTest.class)
            .getDeclaredConstructor()
            .newInstance();
    return new InItsContext(application, loader);
  }

  private record InItsContext(StackUnderTest application, ClassLoader loader)
      implements StackUnderTest {

    @Override
    public int serve(Options options) throws Exception {
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      try {
        return application.serve(options);
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    @Override
    public void connect(int port, Options options) throws Exception {
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      try {
        application.connect(port, options);
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    @Override
    public void close() throws IOException {
      application.close();
    }
  }

  /** Every jar is a module, and may see all others; so may the application, and the testkit. */
  private static final class Modules implements ModuleFinder {

    private static final String TESTKIT = "dev/hangup/testkit";

    private final Map<String, Path> jars = new HashMap<>();

    Modules(StackVersion version) {
      MavenJars.of(version.artifacts()).forEach(jar -> jars.put(jar.getFileName().toString(), jar));
    }

    @Override
    public @Nullable ModuleSpec findModule(String name, ModuleLoader loader) {
      if (!name.equals(APPLICATION) && !jars.containsKey(name)) {
        return null;
      }
      ModuleSpec.Builder module = ModuleSpec.build(name);
      module.addResourceRoot(ResourceLoaderSpec.createResourceLoaderSpec(content(name)));
      module.addDependency(DependencySpec.OWN_DEPENDENCY);
      for (String jdk : Set.of("java.se", "jdk.unsupported")) {
        module.addDependency(new ModuleDependencySpecBuilder().setName(jdk).build());
      }
      Set<String> others = new HashSet<>(jars.keySet());
      others.remove(name);
      for (String other : others) {
        module.addDependency(
            new ModuleDependencySpecBuilder().setName(other).setImportServices(true).build());
      }
      if (name.equals(APPLICATION)) {
        module.addDependency(
            new LocalDependencySpecBuilder()
                .setLocalLoader(new Testkit())
                .setLoaderPaths(Set.of(TESTKIT))
                .build());
      }
      return module.create();
    }

    private ResourceLoader content(String name) {
      try {
        return name.equals(APPLICATION)
            ? ResourceLoaders.createPathResourceLoader(testClasses())
            : ResourceLoaders.createJarResourceLoader(new JarFile(jars.get(name).toFile()));
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Path testClasses() throws URISyntaxException {
      return Path.of(
          UndertowLoadersIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
  }

  /** Of the test's own loader. */
  private static final class Testkit implements LocalLoader {

    @Override
    public @Nullable Class<?> loadClassLocal(String name, boolean resolve) {
      try {
        return Class.forName(name, resolve, StackUnderTest.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return null;
      }
    }

    @Override
    public @Nullable Package loadPackageLocal(String name) {
      return null;
    }

    @Override
    public List<Resource> loadResourceLocal(String name) {
      return List.of();
    }
  }
}
