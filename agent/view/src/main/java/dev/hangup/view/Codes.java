// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.cli.Handbook;
import dev.hangup.cli.Page;
import dev.hangup.close.Cause;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The handbook as JSON: {@code codes}, what there is; {@code handbook}, one page of it. */
final class Codes {

  private static final int LAST_CODE = 65_535;

  /** The one that was asked for last: to make it reads all texts of its language. */
  private @Nullable Handbook handbook;

  private @Nullable Language language;

  /** Null where it is none of ours, or no page of it. */
  @Nullable String of(String name, Request request) {
    if (!name.equals("codes") && !name.equals("handbook")) {
      return null;
    }
    Language wanted = Language.parse(request.parameter("lang"));
    Handbook book = in(wanted == null ? Language.EN : wanted);
    if (name.equals("codes")) {
      return all(book);
    }
    Page page = page(book, request);
    return page == null
        ? null
        : "{\"facts\":" + page.json() + ",\"blocks\":" + page.parts() + "}\n";
  }

  private Handbook in(Language wanted) {
    Handbook known = handbook;
    if (known == null || wanted != language) {
      known = new Handbook(wanted);
      handbook = known;
      language = wanted;
    }
    return known;
  }

  private static String all(Handbook book) {
    StringJoiner causes = new StringJoiner(",", "[", "]");
    for (Cause cause : Cause.values()) {
      causes.add(book.cause(cause).json());
    }
    StringJoiner upgrades = new StringJoiner(",", "[", "]");
    for (HandshakeCause cause : HandshakeCause.values()) {
      upgrades.add(book.cause(cause).json());
    }
    return "{\"codes\":"
        + book.allCodes().json()
        + ",\"causes\":"
        + causes
        + ",\"handshakeCauses\":"
        + upgrades
        + "}\n";
  }

  private static @Nullable Page page(Handbook book, Request request) {
    int code = code(request.parameter("code"));
    int other = code(request.parameter("and"));
    if (code >= 0) {
      return other >= 0 ? book.comparison(code, other) : book.code(code);
    }
    String range = request.parameter("range");
    if (!range.isEmpty()) {
      return book.range(range);
    }
    String rule = request.parameter("rule");
    return rule.isEmpty() ? cause(book, request.parameter("cause")) : book.rule(rule);
  }

  private static @Nullable Page cause(Handbook book, String id) {
    for (Cause cause : Cause.values()) {
      if (cause.id().equals(id)) {
        return book.cause(cause);
      }
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      if (cause.id().equals(id)) {
        return book.cause(cause);
      }
    }
    return null;
  }

  /** -1 where it is none. */
  private static int code(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return -1;
    }
    int code = Integer.parseInt(digits);
    return code > LAST_CODE ? -1 : code;
  }
}
