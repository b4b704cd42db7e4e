// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * Every rule of RFC 6455 and RFC 7692 a receiver can check. Ids are stable: they are attribute
 * values.
 */
public enum Rule {
  RESERVED_DATA_OPCODE(
      "reserved-opcode", "RFC 6455 5.2", 1002, "The opcode is reserved for data frames to come.");

  private final String id;
  private final String section;
  private final int closeCode;
  private final String explanation;

  Rule(String id, String section, int closeCode, String explanation) {
    this.id = id;
    this.section = section;
    this.closeCode = closeCode;
    this.explanation = explanation;
  }

  public String id() {
    return id;
  }

  public String section() {
    return section;
  }

  /** What the receiver's Close frame should say. */
  public int closeCode() {
    return closeCode;
  }

  public String explanation() {
    return explanation;
  }
}
