// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code java -jar hangup.jar} does with its arguments. */
public final class CommandLine {

  private static final String CALL = "java -jar hangup.jar ";
  private static final Set<String> HELP = Set.of("--help", "-h", "help");
  private static final Set<String> VERSION = Set.of("--version", "-V", "version");

  private CommandLine() {}

  /** With this process's own streams. Text goes out as UTF-8, whatever the platform's default. */
  public static int start(String[] arguments) {
    PrintStream out = utf8(System.out, false);
    PrintStream err = utf8(System.err, true);
    try {
      return run(arguments, System.in, out, err, isTerminal());
    } finally {
      out.flush();
    }
  }

  private static PrintStream utf8(PrintStream to, boolean flushing) {
    try {
      return new PrintStream(to, flushing, StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /** Returns the exit code. {@code terminal} is true where {@code out} is a person's screen. */
  public static int run(
      String[] arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    if (arguments.length == 0 || HELP.contains(arguments[0])) {
      help(out);
      return 0;
    } else if (VERSION.contains(arguments[0])) {
      out.println("hangup " + Version.text());
      return 0;
    }
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    for (Command command : commands()) {
      if (command.name().equals(arguments[0])) {
        return run(command, rest, in, out, err, terminal);
      }
    }
    err.println(
        "hangup: no such command: " + arguments[0] + "; there are " + names() + ", and --help");
    return Command.BAD_INPUT;
  }

  private static int run(
      Command command,
      List<String> arguments,
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean terminal) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.println(command.summary());
      out.println("usage: " + CALL + command.name() + " " + command.usage());
      return 0;
    }
    return command.run(arguments, in, out, err, terminal);
  }

  private static void help(PrintStream out) {
    out.println("hangup tells who hung up a WebSocket connection, why, and how to fix it.");
    out.println();
    out.println("To observe an application:");
    out.println("  java -javaagent:hangup.jar ...");
    out.println();
    out.println("To look something up:");
    for (Command command : commands()) {
      out.println("  " + CALL + command.name() + " " + command.usage());
      out.println("      " + command.summary());
    }
    out.println("  " + CALL + "--version");
    out.println("  " + CALL + "--help");
  }

  private static String names() {
    return commands().stream().map(Command::name).collect(Collectors.joining(", "));
  }

  /** By name. The loader is our own: the agent's classes are not on the class path. */
  private static List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    ServiceLoader.load(Command.class, Command.class.getClassLoader()).forEach(commands::add);
    commands.sort(Comparator.comparing(Command::name));
    return commands;
  }

  /** People who do not want colours say so in NO_COLOR, see no-color.org. */
  @SuppressWarnings("SystemConsoleNull") // The question for null is for Java 17 to 21.
  private static boolean isTerminal() {
    Console console = System.console();
    String noColour = System.getenv("NO_COLOR");
    return console != null && isTerminal(console) && (noColour == null || noColour.isEmpty());
  }

  /** From Java 22 on there is a console also where output goes to a file, and it can be asked. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
