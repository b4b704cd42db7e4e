// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Reading.BadArgument;
import dev.hangup.cli.Reading.Format;
import dev.hangup.close.Cause;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code why} is to do.
 *
 * @param pid 0 for a list of those that could be asked
 * @param since in seconds, -1 where it is not given
 * @param language null for that of the asked agent
 */
record WhyArguments(
    long pid,
    View view,
    boolean attach,
    long since,
    @Nullable String route,
    @Nullable String cause,
    @Nullable Language language,
    Format format) {

  static final String USAGE =
      "[PID] [--follow|--closes|--connections] [--attach] [--since 15m]\n"
          + "      [--route ROUTE] [--cause CAUSE] [--lang en|hi|vi|id|ja] [--format text|markdown|json]";

  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(s|m|h)");
  private static final Pattern PID = Pattern.compile("[0-9]{1,10}");

  /** What is shown. */
  enum View {
    REPORT,
    FOLLOW,
    CLOSES,
    CONNECTIONS
  }

  static WhyArguments of(List<String> arguments) throws BadArgument {
    Options options = new Options();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (Options.WITH_A_VALUE.contains(name)) {
        if (equals < 0 && i + 1 == arguments.size()) {
          throw new BadArgument(name + " wants a value, see --help");
        }
        options.set(name, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
      } else {
        options.set(argument);
      }
    }
    return options.read();
  }

  private static final class Options {
    static final List<String> WITH_A_VALUE =
        List.of("--since", "--route", "--cause", "--lang", "--format");

    private final List<String> pids = new ArrayList<>();
    private View view = View.REPORT;
    private boolean attach;
    private long since = -1;
    private @Nullable String route;
    private @Nullable String cause;
    private @Nullable Language language;
    private Format format = Format.TEXT;

    void set(String argument) throws BadArgument {
      switch (argument) {
        case "--attach" -> attach = true;
        case "--follow" -> show(View.FOLLOW);
        case "--closes" -> show(View.CLOSES);
        case "--connections" -> show(View.CONNECTIONS);
        default -> {
          if (!PID.matcher(argument).matches()) {
            throw new BadArgument(
                argument.startsWith("-")
                    ? "no such option: " + argument + ", see --help"
                    : "\""
                        + argument
                        + "\" is no process number; without one, those are listed that can be asked");
          }
          pids.add(argument);
        }
      }
    }

    private void show(View wanted) throws BadArgument {
      if (view != View.REPORT && view != wanted) {
        throw new BadArgument("takes one of --follow, --closes and --connections");
      }
      view = wanted;
    }

    void set(String name, String value) throws BadArgument {
      switch (name) {
        case "--since" -> since = seconds(value);
        case "--route" -> route = value;
        case "--cause" -> cause = value;
        case "--lang" -> language = Reading.language(value);
        default -> format = Reading.format(value);
      }
    }

    private static long seconds(String value) throws BadArgument {
      Matcher time = TIME.matcher(value.toLowerCase(Locale.ROOT));
      if (!time.matches()) {
        throw new BadArgument("--since wants a time such as 30s, 15m or 1h, not \"" + value + "\"");
      }
      long unit =
          switch (time.group(2)) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
          };
      return Long.parseLong(time.group(1)) * unit;
    }

    /** As the agent groups ends. */
    private static boolean isCause(String word) {
      return Cause.byId(word) != null
          || HandshakeCause.byId(word) != null
          || word.equals("not_judged");
    }

    WhyArguments read() throws BadArgument {
      if (pids.size() > 1) {
        throw new BadArgument("takes one process number");
      }
      if (pids.isEmpty() && (view != View.REPORT || attach)) {
        throw new BadArgument(
            "wants a process number for that; without one, those are listed that can be asked");
      }
      if (view == View.CONNECTIONS && (since >= 0 || cause != null)) {
        throw new BadArgument(
            "--since and --cause are about what has ended, not about what is open");
      }
      if (cause != null && !isCause(cause)) {
        throw new BadArgument(
            "there is no cause \"" + cause + "\"; a cause looks like peer_reset or origin_refused");
      }
      return new WhyArguments(
          pids.isEmpty() ? 0 : Long.parseLong(pids.get(0)),
          view,
          attach,
          since,
          route,
          cause,
          language,
          format);
    }
  }

  /** What to ask for, as {@code agent/live} describes it. */
  String query(String document, String more) {
    StringBuilder query = new StringBuilder(document).append('?').append(more);
    if (since >= 0) {
      query.append("&since=").append(since);
    }
    if (route != null) {
      query.append("&route=").append(encoded(route));
    }
    if (cause != null) {
      query.append("&cause=").append(encoded(cause));
    }
    return query.toString();
  }

  private static String encoded(String value) {
    try {
      return URLEncoder.encode(value, StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }
}
