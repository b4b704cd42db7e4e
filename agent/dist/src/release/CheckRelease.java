// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Looks at a folder as Maven Central would: each artifact has its POM, jar, sources and javadoc;
 * each file a signature that holds and its checksums; each POM what people must know of it.
 *
 * <p>Arguments: the folder, the version.
 */
public final class CheckRelease {

  private static final Set<String> PUBLISHED =
      Set.of(
          "hangup-agent",
          "hangup-boot",
          "hangup-cli",
          "hangup-close",
          "hangup-codec",
          "hangup-instrumentation-api",
          "hangup-jdk",
          "hangup-launcher",
          "hangup-live",
          "hangup-lowering",
          "hangup-observer",
          "hangup-tap",
          "hangup-telemetry",
          "hangup-testkit",
          "hangup-view");

  private static final List<String> ASKED_OF_A_POM =
      List.of("name", "description", "url", "licenses", "developers", "scm");

  private final List<String> faults = new ArrayList<>();
  private final String version;
  private int files;

  private CheckRelease(String version) {
    this.version = version;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("usage: CheckRelease FOLDER VERSION");
      System.exit(2);
    }
    CheckRelease check = new CheckRelease(arguments[1]);
    check.look(Path.of(arguments[0]).resolve("dev/hangup"));
    check.faults.forEach(fault -> System.err.println("release: " + fault));
    System.out.println(
        "release: " + check.files + " files, " + check.faults.size() + " faults in " + arguments[0]);
    System.exit(check.faults.isEmpty() ? 0 : 1);
  }

  private void look(Path group) throws Exception {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> artifacts = Files.list(group)) {
      artifacts.filter(Files::isDirectory).forEach(artifact -> found.add(name(artifact)));
    }
    if (!found.equals(PUBLISHED)) {
      faults.add("published are " + found + " instead of " + new TreeSet<>(PUBLISHED));
    }
    for (String artifact : found) {
      look(group.resolve(artifact).resolve(version), artifact);
    }
  }

  private void look(Path folder, String artifact) throws Exception {
    if (!Files.isDirectory(folder)) {
      faults.add("there is no " + folder);
      return;
    }
    String stem = artifact + '-' + version;
    Set<String> wanted = new TreeSet<>();
    for (String end : List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar")) {
      wanted.add(stem + end);
      if (!Files.exists(folder.resolve(stem + end))) {
        faults.add("there is no " + stem + end);
      }
    }
    if (artifact.equals("hangup-agent")) {
      wanted.add(stem + "-cyclonedx.json"); // what is inside, beside the jar as well
    }
    lookAtPom(folder.resolve(stem + ".pom"), artifact);
    lookAtJar(folder.resolve(stem + ".jar"), artifact);
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(CheckRelease::isContent).sorted().toList()) {
        files++;
        if (!wanted.contains(name(file))) {
          faults.add(name(file) + " is published, and nothing asked for it");
        }
        lookAtSignature(file);
        lookAtChecksum(file, ".md5", "MD5");
        lookAtChecksum(file, ".sha1", "SHA-1");
      }
    }
  }

  private static boolean isContent(Path file) {
    String name = name(file);
    return Stream.of(".asc", ".md5", ".sha1", ".sha256", ".sha512").noneMatch(name::endsWith);
  }

  private void lookAtPom(Path pom, String artifact) throws Exception {
    Document document;
    try (InputStream in = Files.newInputStream(pom)) {
      document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
    Element project = document.getDocumentElement();
    for (String wanted : ASKED_OF_A_POM) {
      if (child(project, wanted) == null) {
        faults.add("the POM of " + artifact + " has no " + wanted);
      }
    }
    if (child(project, "parent") != null) {
      faults.add("the POM of " + artifact + " has a parent, which is not published");
    }
    for (String unwanted : List.of("build", "profiles", "repositories", "distributionManagement")) {
      if (child(project, unwanted) != null) {
        faults.add("the POM of " + artifact + " has " + unwanted);
      }
    }
    if (artifact.equals("hangup-agent") && child(project, "dependencies") != null) {
      faults.add("the agent's POM has dependencies: its jar has them inside");
    }
    String text = Files.readString(pom);
    if (text.contains("SNAPSHOT") || text.contains("${")) {
      faults.add("the POM of " + artifact + " has a snapshot or a property that is not replaced");
    }
    var dependencies = document.getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      String name = child(dependency, "artifactId").getTextContent();
      boolean ours = child(dependency, "groupId").getTextContent().equals("dev.hangup");
      if (ours && !PUBLISHED.contains(name)) {
        faults.add("the POM of " + artifact + " wants " + name + ", which is not published");
      }
    }
  }

  private void lookAtJar(Path file, String artifact) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      var attributes = jar.getManifest().getMainAttributes();
      if (artifact.equals("hangup-agent")) {
        if (attributes.getValue("Premain-Class") == null) {
          faults.add("the agent's jar has no Premain-Class");
        }
        var inside = jar.getEntry("META-INF/sbom/hangup.cdx.json");
        if (inside == null) {
          faults.add("the agent's jar does not list what is inside");
        } else if (new String(jar.getInputStream(inside).readAllBytes()).contains("file:/")) {
          faults.add("the list of what is inside names a folder of this machine");
        }
      } else if (attributes.getValue("Automatic-Module-Name") == null) {
        faults.add("the jar of " + artifact + " has no module name");
      }
    }
  }

  private void lookAtSignature(Path file) throws Exception {
    Path signature = file.resolveSibling(name(file) + ".asc");
    if (!Files.exists(signature)) {
      faults.add(name(file) + " is not signed");
      return;
    }
    Process gpg =
        new ProcessBuilder("gpg", "--batch", "--verify", signature.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gpg.getInputStream().readAllBytes());
    if (gpg.waitFor() != 0) {
      faults.add("the signature of " + name(file) + " does not hold: " + said);
    }
  }

  private void lookAtChecksum(Path file, String end, String algorithm) throws Exception {
    Path checksum = file.resolveSibling(name(file) + end);
    if (!Files.exists(checksum)) {
      faults.add(name(file) + " has no " + end);
      return;
    }
    byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
    if (!Files.readString(checksum).trim().equals(HexFormat.of().formatHex(digest))) {
      faults.add("the " + algorithm + " of " + name(file) + " is wrong");
    }
  }

  private static Element child(Element parent, String name) {
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
