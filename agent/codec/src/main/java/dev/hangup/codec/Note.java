// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/** Legal, but seldom meant. A reader tells each at most once. */
public enum Note {
  ZERO_MASK(
      1,
      "zero-mask",
      "RFC 6455 5.3",
      "The masking key is zero, so the frame is not masked at all; keys must be unpredictable."),
  EMPTY_FRAGMENT(
      2,
      "empty-fragment",
      "RFC 6455 5.4",
      "A frame that neither ends its message nor adds a byte to it."),
  UNASSIGNED_CLOSE_CODE(
      4,
      "unassigned-close-code",
      "RFC 6455 7.4.2",
      "The close code is from the range kept for the protocol itself and has no meaning yet."),
  CONTROL_AFTER_CLOSE(
      8,
      "control-after-close",
      "RFC 6455 5.5.1",
      "A control frame came after the Close frame of the same end; a Pong may have to, the others"
          + " serve nobody.");

  private final int bit;
  private final String id;
  private final String section;
  private final String explanation;

  Note(int bit, String id, String section, String explanation) {
    this.bit = bit;
    this.id = id;
    this.section = section;
    this.explanation = explanation;
  }

  /** One bit of eight, so that a reader can keep in a byte which it has told. */
  int bit() {
    return bit;
  }

  public String id() {
    return id;
  }

  public String section() {
    return section;
  }

  public String explanation() {
    return explanation;
  }
}
