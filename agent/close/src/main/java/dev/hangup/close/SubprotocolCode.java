// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a close code says in a subprotocol, in a framework or at a service, as {@code
 * subprotocols.txt} has it.
 *
 * @param owners subprotocols, or the name of a framework or a service
 * @param kind of owner
 * @param remedy what to do, a key of the language files behind {@code subprotocol.}
 * @param says goes after "says that"
 */
public record SubprotocolCode(
    List<String> owners, Kind kind, int from, int to, String name, String remedy, String says) {

  private static final Pattern COLUMN = Pattern.compile("\\s*\\|\\s*");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int FIRST_OF_LIBRARIES = 3000;
  private static final List<SubprotocolCode> ALL =
      Texts.lines("subprotocols.txt").stream().map(SubprotocolCode::parse).toList();

  /** Whose the codes are. */
  public enum Kind {
    /** Agreed on in the handshake. */
    SUBPROTOCOL,
    /** Known by what sits on the stack. */
    FRAMEWORK,
    /** Not to be known from a connection: listed, and never told of one. */
    SERVICE
  }

  /** As {@code subprotocols.txt} has them. */
  public static List<SubprotocolCode> all() {
    return ALL;
  }

  /** All meanings of a code. */
  public static List<SubprotocolCode> of(int code) {
    return ALL.stream().filter(each -> each.covers(code)).toList();
  }

  /** Its meaning in a subprotocol; null where that does not have it. */
  public static @Nullable SubprotocolCode in(String subprotocol, int code) {
    for (SubprotocolCode each : ALL) {
      if (each.kind == Kind.SUBPROTOCOL && each.covers(code) && each.owners.contains(subprotocol)) {
        return each;
      }
    }
    return null;
  }

  /** All subprotocols that have codes of their own, by name. */
  public static List<String> subprotocols() {
    TreeSet<String> names = new TreeSet<>();
    for (SubprotocolCode each : ALL) {
      if (each.kind == Kind.SUBPROTOCOL) {
        names.addAll(each.owners);
      }
    }
    return List.copyOf(names);
  }

  /** That of the first Close frame of a connection; null where no table has it. */
  static @Nullable SubprotocolCode of(Facts f) {
    if (f.first() == null || f.badClose()) {
      return null;
    }
    int code = f.wireCode();
    String framework = f.account().framework();
    if (f.ours() && framework != null) {
      for (SubprotocolCode each : ALL) {
        if (each.kind == Kind.FRAMEWORK && each.covers(code) && each.owners.contains(framework)) {
          return each;
        }
      }
    }
    String subprotocol = f.account().subprotocol();
    return subprotocol == null ? null : in(subprotocol, code);
  }

  /** The name that is told: a registered one stays, whatever a subprotocol means by the code. */
  static String name(Facts f, CloseCode row) {
    SubprotocolCode known = row.from() >= FIRST_OF_LIBRARIES && row.isRange() ? of(f) : null;
    return known == null ? row.name() : known.name;
  }

  /** Beside every story in which the code was chosen by somebody who knows the subprotocol. */
  static void mention(Facts f, Sentence s) {
    SubprotocolCode known = of(f);
    if (known != null) {
      s.say("; in ")
          .say(
              known.kind == Kind.SUBPROTOCOL
                  ? String.valueOf(f.account().subprotocol())
                  : SettingSentences.written(known.owners.get(0)))
          .say(" ")
          .number(f.wireCode())
          .say(" says: ")
          .say(known.says);
    }
  }

  public boolean covers(int code) {
    return from <= code && code <= to;
  }

  private static SubprotocolCode parse(String line) {
    String[] columns = COLUMN.split(line, -1);
    String owner = columns[0];
    String[] range = columns[1].split("-", -1);
    Kind kind =
        owner.charAt(0) == '@'
            ? Kind.FRAMEWORK
            : owner.charAt(0) == '(' ? Kind.SERVICE : Kind.SUBPROTOCOL;
    return new SubprotocolCode(
        switch (kind) {
          case FRAMEWORK -> List.of(owner.substring(1));
          case SERVICE -> List.of(owner.substring(1, owner.length() - 1));
          case SUBPROTOCOL -> List.of(SPACE.split(owner));
        },
        kind,
        Integer.parseInt(range[0]),
        Integer.parseInt(range[range.length - 1]),
        columns[2],
        columns[3],
        columns[4]);
  }
}
