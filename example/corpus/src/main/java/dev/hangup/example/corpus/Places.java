// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where things are.
 *
 * @param home the folder of the corpus
 * @param agent the jar under test
 * @param logs where what was said goes
 */
record Places(Path home, Path agent, Path logs) {

  Path keys() {
    return home.resolve("target/keys/corpus.p12");
  }

  Path trusted() {
    return home.resolve("target/keys/trusted.p12");
  }

  /** Without its ending: a certificate that no trust store has, and its key. */
  Path strangersKeys() {
    return home.resolve("target/keys/stranger");
  }

  String classPath(String app) throws IOException {
    String line = app.endsWith("-older") ? "older" : "newest";
    String module = app.replace("-older", "");
    Path target = home.resolve("apps").resolve(module).resolve("target").resolve(line);
    return target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).strip();
  }

  /** What is missing for a peer, or null. */
  @Nullable String missing(String peer) {
    Path needed =
        switch (peer) {
          case "raw" -> python(false);
          case "python" -> python(true);
          case "node" -> home.resolve("target/peers/node/node_modules/ws/package.json");
          case "browser" ->
              home.resolve("target/peers/node/node_modules/puppeteer-core/package.json");
          case "go" -> home.resolve("target/peers/go/peer");
          default -> throw new IllegalArgumentException("no peer is called " + peer);
        };
    if (!Files.exists(needed)) {
      return "no " + needed.getFileName() + " for the peer " + peer;
    }
    return peer.equals("browser") && Tools.find("chromium") == null ? "no chromium" : null;
  }

  private Path python(boolean withLibraries) {
    Path own = home.resolve("target/peers/venv/bin/python");
    if (withLibraries) {
      return own;
    }
    Path any = Tools.find("python3");
    return any == null ? own : any;
  }

  List<String> peer(String peer) {
    return switch (peer) {
      case "raw" ->
          List.of(python(false).toString(), home.resolve("peers/python/raw.py").toString());
      case "python" ->
          List.of(python(true).toString(), home.resolve("peers/python/peer.py").toString());
      case "node" -> List.of("node", home.resolve("target/peers/node/peer.mjs").toString());
      case "browser" ->
          List.of(
              "node",
              home.resolve("target/peers/node/browser.mjs").toString(),
              String.valueOf(Tools.find("chromium")));
      case "go" -> List.of(home.resolve("target/peers/go/peer").toString());
      default -> throw new IllegalArgumentException("no peer is called " + peer);
    };
  }
}
