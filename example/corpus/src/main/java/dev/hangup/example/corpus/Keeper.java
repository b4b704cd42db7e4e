// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is still running when this JVM is gone and had no time for its shutdown hook: a shell
 * that is told of every process and kills those left when its input ends. Most of them would end by
 * themselves, with their own input; frozen ones and proxies would not.
 */
final class Keeper {

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      declare -A kept
      born() {
        local stat
        stat=$(< "/proc/$1/stat") || return 1
        stat=${stat##*) }
        set -- $stat
        echo "${20}"
      }
      end() {
        local child
        for child in $(cat /proc/"$1"/task/*/children); do
          end "$child"
        done
        kill -KILL "$1"
      }
      while read -r sign pid; do
        if [ "$sign" = + ]; then
          kept[$pid]=$(born "$pid")
        else
          unset "kept[$pid]"
        fi
      done
      for pid in "${!kept[@]}"; do
        # The number may have another owner by now.
        if [ "$(born "$pid")" = "${kept[$pid]}" ]; then
          end "$pid"
        fi
      done
      """;

  private final @Nullable OutputStream words;

  Keeper() {
    OutputStream open = null;
    try {
      open =
          new ProcessBuilder("bash", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .getOutputStream();
    } catch (IOException e) {
      System.err.println("corpus: nobody will look after what is left: " + e);
    }
    words = open;
  }

  void keep(Process process) {
    say('+', process);
  }

  void letGo(Process process) {
    say('-', process);
  }

  private synchronized void say(char sign, Process process) {
    if (words == null) {
      return;
    }
    try {
      words.write((sign + " " + process.pid() + "\n").getBytes(UTF_8));
      words.flush();
    } catch (IOException e) {
      // It went before us; the shutdown hook remains.
    }
  }
}
