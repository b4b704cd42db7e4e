// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is to read: the files of the page, and the documents below {@code /api/}. */
final class Site {

  static final String API = "/api/";

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** Each file by its name: no path is ever made of what was asked for. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("index.html", "text/html; charset=utf-8"),
          Map.entry("style.css", "text/css; charset=utf-8"),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("app.js", SCRIPT),
          Map.entry("server.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("words.js", SCRIPT),
          Map.entry("format.js", SCRIPT),
          Map.entry("charts.js", SCRIPT),
          Map.entry("now.js", SCRIPT),
          Map.entry("closes.js", SCRIPT),
          Map.entry("story.js", SCRIPT),
          Map.entry("open.js", SCRIPT),
          Map.entry("codes.js", SCRIPT));

  private final Source documents;
  private final Codes codes = new Codes();

  Site(Source documents) {
    this.documents = documents;
  }

  Reply answer(Request request) throws IOException {
    String path = request.path();
    if (path.startsWith(API)) {
      Reply reply = document(path.substring(API.length()), request);
      return reply == null
          ? Reply.saying(
              404, "there are summary, closes, connections, rates, codes, handbook, stream")
          : reply;
    }
    String name = path.equals("/") ? "index.html" : path.substring(1);
    String type = FILES.get(name);
    if (type == null) {
      return Reply.saying(404, "there is no such page");
    }
    try (InputStream file = Site.class.getResourceAsStream("page/" + name)) {
      return file == null
          ? Reply.saying(404, "there is no such page")
          : Reply.of(type, file.readAllBytes());
    }
  }

  private @Nullable Reply document(String name, Request request) throws IOException {
    String made = codes.of(name, request);
    if (made != null) {
      return Reply.of(Reply.JSON, made.getBytes(StandardCharsets.UTF_8));
    }
    byte[] body = read(name + '?' + request.query());
    return body == null ? null : Reply.of(Reply.JSON, body);
  }

  /** Null where there is no such document. */
  byte @Nullable [] read(String query) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      if (!documents.write(query, out)) {
        return null;
      }
    }
    return bytes.toByteArray();
  }
}
