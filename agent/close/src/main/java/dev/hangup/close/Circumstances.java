// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was going on around a connection when it ended: in this JVM, and in the system below it. All
 * of it is told by this machine, so it is harder evidence than any silence of the peer's.
 *
 * @param stall the longest time this JVM, the event loop or the handler of this connection stood
 *     still right before the end
 * @param pending bytes that waited in this process to be sent, where the stack tells; 0 for none
 * @param kernel what the system said of the socket; null where it was not asked, or does not know
 */
public record Circumstances(@Nullable LocalStall stall, long pending, @Nullable Kernel kernel) {

  /** Nothing that is worth a word. */
  public static final Circumstances NONE = new Circumstances(null, 0, null);

  /** What stood still. */
  public enum Kind {
    /** All threads of this JVM. */
    PROCESS,
    /** The thread that reads for this connection and for others. */
    EVENT_LOOP,
    /** The thread that runs this connection's handler. */
    HANDLER;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** As it stands in attributes. */
    public String id() {
      return id;
    }
  }

  /** Why all threads of a JVM stood still, where something tells. */
  public enum Reason {
    GARBAGE_COLLECTION("garbage collection"),
    CPU_QUOTA("the CPU limit of its control group was used up");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * This JVM, an event loop or a handler stood still. Times in nanoseconds.
   *
   * @param age from its end to the end of the transport; 0 where it lasted until then
   * @param reason null where nothing tells
   * @param reasonLasted how much of it that explains
   * @param where class and method of the application that ran meanwhile, where known
   */
  public record LocalStall(
      Kind kind,
      long lasted,
      long age,
      @Nullable Reason reason,
      long reasonLasted,
      @Nullable String where) {}

  /**
   * What the system knew of the socket at the end, or a moment later.
   *
   * @param established neither side had closed it
   * @param unacked bytes of this side that the peer's system had not acknowledged
   * @param unread bytes of the peer that this side had not read
   * @param retransmits how often it had sent them again without an answer
   * @param windowShut the peer's system answers, and takes no more
   */
  public record Kernel(
      boolean established, long unacked, long unread, int retransmits, boolean windowShut) {}
}
