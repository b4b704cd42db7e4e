// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A proxy between the peer and the application, as distributions ship it. */
final class Proxy implements AutoCloseable {

  private static final String NGINX =
      """
      daemon off;
      user root;
      pid FOLDER/nginx.pid;
      error_log FOLDER/error.log;
      worker_processes 1;
      worker_shutdown_timeout 1s;
      events { worker_connections 256; }
      http {
        access_log off;
        client_body_temp_path FOLDER; proxy_temp_path FOLDER; fastcgi_temp_path FOLDER;
        uwsgi_temp_path FOLDER; scgi_temp_path FOLDER;
        server {
          listen 127.0.0.1:PORT;
          location / {
            proxy_pass http://127.0.0.1:APP;
            proxy_bind LOCAL;
            proxy_http_version 1.1;
            HEADERS
            proxy_set_header Host $host;
            proxy_read_timeout READ;
          }
        }
      }
      """;

  private static final String HAPROXY =
      """
      global
        hard-stop-after 1s
      defaults
        mode http
        timeout connect 5s
        timeout client CLIENT
        timeout server 300s
        timeout tunnel TUNNEL
      frontend in
        bind 127.0.0.1:PORT
        default_backend app
      backend app
        source LOCAL
        server app 127.0.0.1:APP
      """;

  private final Process process;
  private final int port;

  private Proxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Why there is none, or null. */
  static @Nullable String missing(String name) {
    return Tools.find(name) == null ? "no " + name : null;
  }

  static Proxy nginx(Path folder, String local, int app, Map<String, String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String headers =
        options.containsKey("bare")
            ? ""
            : "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";";
    int port = free();
    Path file =
        Files.writeString(
            folder.resolve("nginx.conf"),
            filled(NGINX, folder, port, local, app)
                .replace("HEADERS", headers)
                .replace("READ", options.getOrDefault("read", "60s")));
    return start(
        folder,
        port,
        List.of(
            String.valueOf(Tools.find("nginx")),
            "-e",
            "stderr",
            "-c",
            file.toString(),
            "-p",
            folder.toString()));
  }

  static Proxy haproxy(Path folder, String local, int app, Map<String, String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = free();
    Path file =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            filled(HAPROXY, folder, port, local, app)
                .replace("TUNNEL", options.getOrDefault("tunnel", "300s"))
                .replace("CLIENT", options.getOrDefault("client", "300s")));
    return start(
        folder, port, List.of(String.valueOf(Tools.find("haproxy")), "-db", "-f", file.toString()));
  }

  private static String filled(String text, Path folder, int port, String local, int app) {
    return text.replace("FOLDER", folder.toString())
        .replace("PORT", Integer.toString(port))
        .replace("LOCAL", local)
        .replace("APP", Integer.toString(app));
  }

  private static Proxy start(Path folder, int port, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        Processes.start(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.log").toFile()));
    for (int i = 0; i < 400; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return new Proxy(process, port);
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(25);
      }
    }
    throw new IOException("the proxy did not start, see " + folder);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
