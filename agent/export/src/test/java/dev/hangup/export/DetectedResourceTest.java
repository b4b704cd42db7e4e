// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectedResourceTest {

  private static final String ID =
      "3f4a1e0b5c2d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7";
  private static final String POD = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0";

  private final Machine machine = new Machine();

  private @Nullable String found(String name) {
    Resource resource = DetectedResource.of(machine);
    return resource.getAttribute(AttributeKey.stringKey(name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // what was started, Implementation-Title, the service's name
        "/srv/chat-1.2.jar, -, chat-1.2",
        "chat.jar --port 80, -, chat",
        "/srv/my apps/chat.jar other.jar, -, chat",
        "/srv/chat.jar, The Chat, The Chat",
        "/srv/chat.jar, '  ', chat",
        "com.acme.chat.Server, -, Server",
        "com.acme.chat.Server /data/x.jar, -, Server",
        "com.acme.chat/com.acme.chat.Server 80, -, Server",
        "Server, -, Server",
        "org.springframework.boot.loader.launch.JarLauncher, -, -",
        "org.apache.catalina.startup.Bootstrap start, -, -",
        "-, -, -",
      })
  void theServiceIsNamedAfterWhatWasStarted(
      @Nullable String command, @Nullable String title, @Nullable String name) {
    machine.properties.put("sun.java.command", command);
    machine.files.addAll(Set.of("/srv/chat-1.2.jar", "chat.jar", "/srv/my apps/chat.jar"));
    machine.files.add("/srv/chat.jar");
    if (title != null) {
      machine.manifest.putValue("Implementation-Title", title);
      machine.manifest.putValue("Implementation-Version", "7");
    }
    assertThat(found("service.name")).isEqualTo(name);
    assertThat(found("service.version")).isEqualTo(title == null ? null : "7");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Docker, control groups 1 | 12:cpu:/docker/ID | | ID
          systemd, control groups 1 | 4:memory:/system.slice/docker-ID.scope | | ID
          Kubernetes, control groups 1 | 1:name=systemd:/kubepods/burstable/podPOD/ID | | ID
          containerd, control groups 1 | 1:cpu:/kubepods-podPOD.slice:cri-containerd:ID | | ID
          Fargate | 1:cpu:/ecs/0123/0123456789abcdef0123456789abcdef-1234567890 | | \
          0123456789abcdef0123456789abcdef-1234567890
          Docker, control groups 2 | 0::/ | 501 490 254:1 \
          /var/lib/docker/containers/ID/hostname /etc/hostname rw - ext4 /dev/vda1 rw | ID
          Podman, control groups 2 | 0::/ | 1 2 0:25 \
          /containers/overlay-containers/ID/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw | ID
          CRI-O, control groups 2 | 0::/ | 1 2 0:25 /../crio-ID /sys/fs/cgroup ro - cgroup2 c rw | ID
          a pod's sandbox is none | 0::/ | 1 2 8:1 \
          /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/ID/hostname /etc/hostname rw - x y z |
          a layer is none | 0::/ | 1 2 0:5 / / rw - overlay o upperdir=/var/lib/containers/overlay/ID/diff |
          no container | 0::/user.slice/session-2.scope | 22 27 0:21 / /proc rw - proc proc rw |
          nothing to read | | |
          """)
  void theContainerIsNamedByWhatItsRuntimeLeavesInProc(
      String story, @Nullable String groups, @Nullable String mounts, @Nullable String id) {
    machine.texts.put("/proc/self/cgroup", filled(groups));
    machine.texts.put("/proc/self/mountinfo", filled(mounts));
    assertThat(found("container.id")).as(story).isEqualTo(filled(id));
  }

  private static @Nullable String filled(@Nullable String text) {
    return text == null ? null : text.replace("ID", ID).replace("POD", POD);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1:cpu:/kubepods/burstable/podPOD/ID",
    "1:cpu:/kubepods.slice/kubepods-besteffort-podUNDERSCORED.slice/cri-containerd-ID.scope",
    "5 4 8:1 /var/lib/kubelet/pods/POD/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw",
  })
  void aPodIsKnownByItsIdAndNamespace(String line) {
    String text = filled(line).replace("UNDERSCORED", POD.replace('-', '_'));
    machine.texts.put(line.startsWith("1:") ? "/proc/self/cgroup" : "/proc/self/mountinfo", text);
    machine.texts.put("/var/run/secrets/kubernetes.io/serviceaccount/namespace", "shop\n");

    assertThat(found("k8s.pod.uid")).isNull();
    machine.variables.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertThat(found("k8s.pod.uid")).isEqualTo(POD);
    assertThat(found("k8s.namespace.name")).isEqualTo("shop");
  }

  @Test
  void hostAndProcessAreNamedAsOpenTelemetryNamesThem() {
    machine.texts.put("/proc/sys/kernel/hostname", "box-7\n");
    machine.properties.putAll(
        Map.of("os.arch", "aarch64", "os.name", "Mac OS X", "os.version", "15.1"));
    machine.properties.put("java.runtime.version", "17.0.15+6");
    Resource resource = DetectedResource.of(machine);
    assertThat(resource.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("host.name"), "box-7")
        .containsEntry(AttributeKey.stringKey("host.arch"), "arm64")
        .containsEntry(AttributeKey.stringKey("os.type"), "darwin")
        .containsEntry(AttributeKey.stringKey("os.description"), "Mac OS X 15.1")
        .containsEntry(AttributeKey.stringKey("process.runtime.version"), "17.0.15+6")
        .containsEntry(AttributeKey.longKey("process.pid"), ProcessHandle.current().pid());
    assertThat(resource.getAttributes().asMap().keySet())
        .extracting(AttributeKey::getKey)
        .noneMatch(key -> key.startsWith("process.command"));
  }

  @Test
  void everyProcessIsAnInstanceOfItsOwn() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(found("service.instance.id"));
    }
    assertThat(ids).hasSize(100).allMatch(id -> id.matches("[0-9a-f-]{14}4[0-9a-f]{3}-[89ab].*"));
  }

  @Test
  void whatIsSetWins() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                collector.address(),
                "otel.resource.attributes",
                "host.name=mine,service.name=theirs",
                "otel.service.name",
                "chat",
                "otel.resource.disabled.keys",
                "process.pid")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(Collector.plain(collector.resource().getAttributesList()))
          .containsEntry("host.name", "mine")
          .containsEntry("service.name", "chat")
          .containsKeys("service.instance.id", "os.type", "process.runtime.name")
          .doesNotContainKey("process.pid");
    }
  }

  /** A machine that is not there. */
  private static final class Machine implements ProcessEnvironment {
    final Map<String, @Nullable String> texts = new HashMap<>();
    final Map<String, @Nullable String> properties = new HashMap<>();
    final Map<String, String> variables = new HashMap<>();
    final Set<String> files = new HashSet<>();
    final Attributes manifest = new Attributes();

    @Override
    public @Nullable String text(String path) {
      return texts.get(path);
    }

    @Override
    public @Nullable String property(String name) {
      return properties.get(name);
    }

    @Override
    public @Nullable String variable(String name) {
      return variables.get(name);
    }

    @Override
    public boolean isFile(String path) {
      return files.contains(path);
    }

    @Override
    public Attributes manifest(String jar) {
      return manifest;
    }
  }
}
