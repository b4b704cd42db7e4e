// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.lowering.Jvms;
import dev.hangup.testkit.MavenJars;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A Tomcat as it is downloaded, at a port of its own, and with somebody who may deploy. */
record Tomcat(Path home) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Tomcat unpacked(String version, Path folder) throws IOException {
    Path zip = MavenJars.of(List.of("org.apache.tomcat:tomcat:zip:" + version)).get(0);
    unzip(zip, folder);
    Path home = folder.resolve("apache-tomcat-" + version);
    Path settings = home.resolve("conf/server.xml");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("port=\"8005\"", "port=\"-1\"")
            .replace("port=\"8080\"", "port=\"0\" address=\"127.0.0.1\""));
    Files.writeString(
        home.resolve("conf/tomcat-users.xml"),
        """
        <tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
          <user username="test" password="test" roles="manager-script"/>
        </tomcat-users>
        """);
    return new Tomcat(home);
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    }
  }

  Server start() throws IOException {
    return startOn(Jvms.thisOne());
  }

  Server startOn(Path java) throws IOException {
    return Server.startOnOther(
        java,
        home,
        List.of(
            "-Xmx256m",
            // Soft references are let go at every collection, not only when memory is short.
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            // Flight Recorder keeps the loader of whoever was first to use it, as Netty 4.2 does.
            "-Dio.netty.jfr.enabled=false",
            "-Dcatalina.home=" + home,
            "-Djava.io.tmpdir=" + home.resolve("temp"),
            "-cp",
            home.resolve("bin/bootstrap.jar")
                + File.pathSeparator
                + home.resolve("bin/tomcat-juli.jar"),
            "org.apache.catalina.startup.Bootstrap",
            "start"));
  }

  /** Once all the applications it brings along are there. */
  int awaitPort(Server server) throws Exception {
    server.awaitSaid("(Server startup in)");
    return Integer.parseInt(server.awaitSaid("ProtocolHandler \\[\"http\\S+-auto-1-(\\d+)"));
  }

  void deploy(int port, Path war) throws Exception {
    manage(port, "deploy?path=/app&war=" + war.toUri());
  }

  void undeploy(int port) throws Exception {
    manage(port, "undeploy?path=/app");
  }

  private void manage(int port, String command) throws Exception {
    assertThat(get(port, "/manager/text/" + command)).startsWith("OK");
  }

  String get(int port, String path) throws Exception {
    String user = Base64.getEncoder().encodeToString("test:test".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Basic " + user)
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
