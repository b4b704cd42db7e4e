// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.Platform;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of this process without being told: under the names, and for the service by the
 * rules, of OpenTelemetry's own agent. Whatever the settings say wins. Not taken, though that agent
 * does: the command line, which is where passwords are; the machine's id, which in a container is
 * the image's.
 */
final class DetectedResource {

  private static final int LONGEST = 255;
  private static final String HEX = "[0-9a-f]{64}";

  /** Control groups 1: the last part of a path, with what a runtime puts around the id. */
  private static final Pattern IN_CGROUP =
      Pattern.compile("(?:^|[/:-])(" + HEX + "|[0-9a-f]{32}-[0-9]{10})(?:\\.scope)?$");

  /** Control groups 2 hide the path; what the runtime mounts into the container does not. */
  private static final Pattern IN_MOUNTS =
      Pattern.compile(
          "/crio-("
              + HEX
              + ")|cri-containerd:("
              + HEX
              + ")|^\\d+ \\d+ \\S+ \\S*/containers/\\S*?("
              + HEX
              + ")/\\S* /etc/(?:hostname|hosts|resolv\\.conf) ",
          Pattern.MULTILINE);

  private static final Pattern POD =
      Pattern.compile("pods?[/-]?([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})");
  private static final String NAMESPACE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

  private static final Map<String, String> ARCHITECTURES =
      Map.of("x86_64", "amd64", "aarch64", "arm64", "i386", "x86", "ppc64le", "ppc64");

  /** They start programs of all kinds under their own name. */
  private static final Pattern LAUNCHERS =
      Pattern.compile(
          "org\\.springframework\\.boot\\.loader\\..*|org\\.apache\\.catalina\\.startup\\.Bootstrap"
              + "|org\\.jboss\\.modules\\.Main|org\\.codehaus\\..*\\.Launcher");

  private final ProcessEnvironment around;
  private final AttributesBuilder found = io.opentelemetry.api.common.Attributes.builder();

  private DetectedResource(ProcessEnvironment around) {
    this.around = around;
  }

  static Resource of(ProcessEnvironment around) {
    DetectedResource detected = new DetectedResource(around);
    detected.service();
    detected.host();
    detected.process();
    detected.container();
    return Resource.create(detected.found.build());
  }

  private void put(String name, @Nullable String value) {
    String text = value == null ? "" : value.strip();
    if (!text.isEmpty()) {
      found.put(name, text.substring(0, Math.min(LONGEST, text.length())));
    }
  }

  private void service() {
    // Not by UUID.randomUUID, which sets the application's security providers up.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    put(
        "service.instance.id",
        new UUID(
                (random.nextLong() & ~0xf000L) | 0x4000L,
                (random.nextLong() & ~(3L << 62)) | (1L << 63))
            .toString());
    String command = around.property("sun.java.command");
    if (command == null) {
      return;
    }
    String jar = jar(command);
    if (jar == null) {
      put("service.name", mainClass(command));
      return;
    }
    Attributes manifest = around.manifest(jar);
    String title = manifest.getValue(Name.IMPLEMENTATION_TITLE);
    put("service.name", title == null || title.isBlank() ? withoutFolder(jar) : title);
    put("service.version", manifest.getValue(Name.IMPLEMENTATION_VERSION));
  }

  /** The path may have spaces in it, and arguments follow. */
  private @Nullable String jar(String command) {
    for (int end = command.indexOf(".jar"); end >= 0; end = command.indexOf(".jar", end + 1)) {
      String path = command.substring(0, end + 4);
      if ((end + 4 == command.length() || command.charAt(end + 4) == ' ') && around.isFile(path)) {
        return path;
      }
    }
    return null;
  }

  private static String withoutFolder(String jar) {
    String name = jar.substring(Math.max(jar.lastIndexOf('/'), jar.lastIndexOf('\\')) + 1);
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Of {@code module/package.Main arguments}, without the package. */
  private static @Nullable String mainClass(String command) {
    String name = command.strip().split(" ", 2)[0];
    name = name.substring(name.indexOf('/') + 1);
    return LAUNCHERS.matcher(name).matches() || name.endsWith(".jar")
        ? null
        : name.substring(name.lastIndexOf('.') + 1);
  }

  private void host() {
    String name = around.text("/proc/sys/kernel/hostname");
    name = name == null ? around.variable("HOSTNAME") : name;
    put("host.name", name == null ? around.variable("COMPUTERNAME") : name);
    String architecture = around.property("os.arch");
    put(
        "host.arch",
        architecture == null ? null : ARCHITECTURES.getOrDefault(architecture, architecture));
    String system = around.property("os.name");
    if (system != null) {
      put("os.type", type(system.toLowerCase(Locale.ROOT)));
      put("os.description", system + " " + around.property("os.version"));
    }
  }

  private static String type(String system) {
    if (system.startsWith("windows")) {
      return "windows";
    }
    return system.startsWith("mac") ? "darwin" : system.replace(" ", "");
  }

  private void process() {
    long pid = Platform.current().pid();
    if (pid > 0) {
      found.put("process.pid", pid);
    }
    put("process.runtime.name", around.property("java.runtime.name"));
    put("process.runtime.version", around.property("java.runtime.version"));
    put(
        "process.runtime.description",
        around.property("java.vm.vendor")
            + " "
            + around.property("java.vm.name")
            + " "
            + around.property("java.vm.version"));
  }

  private void container() {
    String groups = around.text("/proc/self/cgroup");
    String mounts = around.text("/proc/self/mountinfo");
    put("container.id", containerId(groups == null ? "" : groups, mounts == null ? "" : mounts));
    if (around.variable("KUBERNETES_SERVICE_HOST") == null) {
      return;
    }
    put("k8s.namespace.name", around.text(NAMESPACE));
    Matcher pod = POD.matcher(groups + "\n" + mounts);
    if (pod.find()) {
      put("k8s.pod.uid", pod.group(1).replace('_', '-'));
    }
  }

  private static @Nullable String containerId(String groups, String mounts) {
    for (String line : groups.lines().toList()) {
      Matcher id = IN_CGROUP.matcher(line);
      if (id.find()) {
        return id.group(1);
      }
    }
    Matcher mounted = IN_MOUNTS.matcher(mounts);
    if (!mounted.find()) {
      return null;
    }
    String one = mounted.group(1) == null ? mounted.group(2) : mounted.group(1);
    return one == null ? mounted.group(3) : one;
  }
}
