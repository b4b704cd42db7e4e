// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Reading.BadArgument;
import dev.hangup.cli.Reading.Format;
import dev.hangup.close.Language;
import dev.hangup.live.channel.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code why}: asks the agent in a running JVM what it knows; without a number, lists JVMs. */
public final class WhyCommand implements Command {

  /** It cannot be asked; a line says why. */
  private static final int NOT_ASKED = 1;

  private static final int COLUMNS = 120;
  private static final long FOLLOW_MILLIS = 300;

  /** An attached agent is there once WebSocket is; it looks for that at once, and then waits. */
  private static final long ATTACH_NANOS = 5_000_000_000L;

  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  @Override
  public String name() {
    return "why";
  }

  @Override
  public String usage() {
    return WhyArguments.USAGE;
  }

  @Override
  public String summary() {
    return "Ask a running JVM who hung up, why, and what is open; without PID, list those to ask.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      WhyArguments wanted = WhyArguments.of(arguments);
      return wanted.pid() == 0
          ? list(wanted, out, terminal)
          : new Asking(wanted, out, err, terminal).run();
    } catch (BadArgument bad) {
      err.println("why: " + bad.line());
      return BAD_INPUT;
    } catch (IOException e) {
      err.println("why: " + e);
      return NOT_ASKED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NOT_ASKED;
    }
  }

  private static int list(WhyArguments wanted, PrintStream out, boolean terminal) {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> facts = new ArrayList<>();
    for (long pid : Asked.all(System.getenv())) {
      Asked process = new Asked(pid, System.getenv());
      String version = process.version();
      String agent =
          version != null
              ? "hangup " + new Facts(Map.of("v", version)).text("v")
              : process.state() == Asked.State.WAITING ? "hangup, WebSocket not in use yet" : "-";
      String command = new Facts(Map.of("c", process.command())).orDash("c");
      rows.add(List.of(Long.toString(pid), agent, command));
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("pid", pid);
      each.put("agent", version != null);
      each.put("command", command);
      facts.add(each);
    }
    Block content =
        rows.isEmpty()
            ? new Block.Paragraph("No JVM of this user is running here.")
            : new Block.Table(List.of("PID", "agent", "runs"), rows);
    print(new Document(List.of(content), facts), wanted.format(), out, terminal);
    return 0;
  }

  private static void print(Page page, Format format, PrintStream out, boolean terminal) {
    out.print(
        switch (format) {
          case TEXT -> page.text(COLUMNS, terminal);
          case MARKDOWN -> page.markdown();
          case JSON -> page.json();
        });
  }

  /** One process, asked. */
  private static final class Asking {

    private final WhyArguments wanted;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Asked process;

    Asking(WhyArguments wanted, PrintStream out, PrintStream err, boolean terminal) {
      this.wanted = wanted;
      this.out = out;
      this.err = err;
      this.terminal = terminal;
      this.process = new Asked(wanted.pid(), System.getenv());
    }

    int run() throws IOException, InterruptedException {
      Asked.State state = process.state();
      if (state == Asked.State.NO_AGENT && wanted.attach()) {
        // Asking for an attach is a signal, SIGQUIT, that ends what is no JVM.
        if (!process.isSurelyJvm()) {
          err.println("why: process " + wanted.pid() + " does not show whether it is a JVM");
          return NOT_ASKED;
        }
        String problem = Attach.load(wanted.pid());
        if (problem != null) {
          err.println("why: " + problem);
          return NOT_ASKED;
        }
        state = awaited();
      }
      if (state != Asked.State.READY) {
        err.println("why: " + refusal(state));
        return NOT_ASKED;
      }
      Facts summary = ask("summary", "");
      if (summary == null) {
        return NOT_ASKED;
      }
      Language theirs = Language.parse(summary.object("agent").text("language"));
      Language mine = wanted.language();
      Language language = mine != null ? mine : theirs == null ? Language.EN : theirs;
      WhyPages pages = new WhyPages(new WhyWords(language), language != theirs);
      return switch (wanted.view()) {
        case REPORT -> shown(pages.report(summary));
        case CLOSES -> closes(pages);
        case CONNECTIONS -> connections(pages);
        case FOLLOW -> follow(pages);
      };
    }

    private Asked.State awaited() throws InterruptedException {
      long start = System.nanoTime();
      Asked.State state = process.state();
      while (state != Asked.State.READY && System.nanoTime() - start < ATTACH_NANOS) {
        Thread.sleep(50);
        state = process.state();
      }
      return state;
    }

    private String refusal(Asked.State state) {
      String process = "process " + wanted.pid();
      return switch (state) {
        case NO_PROCESS -> "there is no " + process + " that this user can see";
        case OTHER_USER ->
            process
                + " runs as another user (number "
                + this.process.user()
                + "); ask as that user, or as root";
        case NO_JVM -> process + " is no JVM";
        case WAITING ->
            "the agent is in "
                + process
                + " and cannot be asked: WebSocket is not in use there yet, or hangup.why is off,"
                + " or no folder could be made";
        default ->
            "the agent is not in "
                + process
                + "; --attach loads it. That takes some CPU once (less than a second, as a rule), and it stays"
                + " until that JVM ends; connections open now are followed from their next frame on;"
                + " from Java 21 on the JVM writes a warning about it to its standard error";
      };
    }

    /** Null where no answer came, which has then been said. */
    private @Nullable Facts ask(String document, String more)
        throws IOException, InterruptedException {
      String answer = process.ask(wanted.query(document, more));
      if (answer == null) {
        err.println("why: process " + wanted.pid() + " does not answer");
        return null;
      }
      return read(answer);
    }

    /** Null where it makes no sense, which has then been said. */
    private @Nullable Facts read(String answer) {
      try {
        return new Facts(JsonReader.object(answer));
      } catch (IllegalArgumentException e) {
        err.println("why: process " + wanted.pid() + " answers with " + e.getMessage());
        return null;
      }
    }

    private int shown(Page page) {
      print(page, wanted.format(), out, terminal);
      return 0;
    }

    private int closes(WhyPages pages) throws IOException, InterruptedException {
      Facts closes = ask("closes", "limit=1000");
      return closes == null ? NOT_ASKED : shown(pages.closes(closes));
    }

    private int connections(WhyPages pages) throws IOException, InterruptedException {
      Facts open = ask("connections", "limit=10000");
      return open == null ? NOT_ASKED : shown(pages.connections(open));
    }

    /** From now on, or from {@code --since} on; until the process ends, or the user ends this. */
    private int follow(WhyPages pages) throws IOException, InterruptedException {
      Facts first = ask("closes", wanted.since() >= 0 ? "limit=1000" : "limit=0");
      if (first == null) {
        return NOT_ASKED;
      }
      tell(first, pages);
      long newest = first.whole("newest");
      while (process.state() == Asked.State.READY) {
        String answer = process.ask(wanted.query("closes", "limit=1000&after=" + newest));
        // It may stand still: what ends meanwhile is told when it goes on.
        Facts more = answer == null ? null : read(answer);
        if (answer != null && more == null) {
          return NOT_ASKED;
        }
        if (more != null) {
          tell(more, pages);
          newest = more.whole("newest");
        }
        if (out.checkError()) {
          return 0; // as with "| head": there is no reader any more
        }
        Thread.sleep(FOLLOW_MILLIS);
      }
      err.println("why: process " + wanted.pid() + " has ended, or answers no more");
      return 0;
    }

    /** They come newest first. */
    private void tell(Facts closes, WhyPages pages) {
      List<Facts> ends = closes.objects("ends");
      Collections.reverse(ends);
      for (Facts end : ends) {
        if (wanted.format() == Format.JSON) {
          out.print(Json.line(end.members()));
        } else {
          String line = pages.line(end);
          String colour = end.is("abnormal") ? RED : GREEN;
          boolean coloured = terminal && wanted.format() == Format.TEXT;
          out.println(coloured ? colour + line + PLAIN : line);
        }
      }
      out.flush();
    }
  }
}
