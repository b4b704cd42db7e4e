// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark;

import dev.hangup.close.Account;
import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Account.Direction;
import dev.hangup.close.Account.Pings;
import dev.hangup.close.Account.Sight;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Ending;
import dev.hangup.close.Language;
import dev.hangup.codec.Role;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a close costs: rules, evidence and remedy, from an account that is there already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DiagnosisBenchmark {

  private static final long SECOND = 1_000_000_000L;

  /** An early rule, one in the middle, the normal end, the longest evidence, the last rule. */
  @Param({"lost-sight", "too-big", "both-agreed", "idle-drop", "end-not-seen"})
  String story = "";

  @Param({"EN", "HI"})
  Language language = Language.EN;

  private Diagnostician diagnostician = new Diagnostician(Language.EN);
  private Account account = account(Sight.WHOLE, Ending.UNKNOWN, null, null, SECOND);

  @Setup
  public void story() {
    diagnostician = new Diagnostician(language);
    account =
        switch (story) {
          case "lost-sight" -> account(Sight.LOST, Ending.PEER_EOF, null, null, SECOND);
          case "too-big" -> account(Sight.WHOLE, Ending.PEER_EOF, close(1009), close(1009), SECOND);
          case "both-agreed" ->
              account(Sight.WHOLE, Ending.PEER_EOF, close(1000), close(1000), SECOND);
          case "idle-drop" -> account(Sight.WHOLE, Ending.PEER_RESET, null, null, 60 * SECOND);
          case "end-not-seen" -> account(Sight.WHOLE, Ending.UNKNOWN, null, null, SECOND);
          default -> throw new IllegalArgumentException(story);
        };
  }

  private static CloseFrame close(int code) {
    return new CloseFrame(code, null, SECOND / 100, null);
  }

  private static Account account(
      Sight sight,
      Ending ending,
      @Nullable CloseFrame sent,
      @Nullable CloseFrame received,
      long silence) {
    Direction direction =
        new Direction(40, 40, 4_000, silence, 1, 100, 100, 100, -1, -1, 8192, 1, null, null, null);
    return new Account(
        Role.SERVER,
        "tomcat",
        "11.0.25",
        null,
        null,
        false,
        sight,
        90 * SECOND,
        -1,
        ending,
        null,
        sent,
        received,
        true,
        null,
        null,
        null,
        null,
        null,
        direction,
        direction,
        Pings.NONE,
        silence,
        null);
  }

  @Benchmark
  public Diagnosis diagnose() {
    return diagnostician.diagnose(account);
  }
}
