// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.channel;

import java.util.Arrays;
import java.util.List;

/** Finds in the arguments of a {@code java} what it runs. */
final class CommandLines {

  private static final List<String> WITH_A_VALUE =
      Arrays.asList(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--patch-module",
          "--enable-native-access");

  private CommandLines() {}

  /** The main class, jar or module, without options: these may hold secrets. */
  static String mainOf(String[] arguments) {
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      boolean named =
          argument.equals("-jar") || argument.equals("-m") || argument.equals("--module");
      if (named) {
        return i + 1 < arguments.length ? lastName(arguments[i + 1]) : "";
      } else if (WITH_A_VALUE.contains(argument)) {
        i++;
      } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return argument;
      }
    }
    return "";
  }

  private static String lastName(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
