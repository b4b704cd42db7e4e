// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * Every rule of RFC 6455 and RFC 7692 a receiver can check. Ids are stable: they are attribute
 * values.
 */
public enum Rule {
  RSV1_NOT_NEGOTIATED(
      "rsv1-not-negotiated",
      "RFC 6455 5.2",
      1002,
      "RSV1 is set, but no extension that gives it a meaning was negotiated."),
  RSV1_ON_CONTROL_FRAME(
      "rsv1-on-control-frame",
      "RFC 7692 6",
      1002,
      "RSV1 is set on a control frame; only data messages can be compressed."),
  RSV1_ON_CONTINUATION(
      "rsv1-on-continuation",
      "RFC 7692 6",
      1002,
      "RSV1 is set on a continuation; only the first frame of a message may carry it."),
  RSV2_SET(
      "rsv2-set",
      "RFC 6455 5.2",
      1002,
      "RSV2 is set, but no extension that gives it a meaning was negotiated."),
  RSV3_SET(
      "rsv3-set",
      "RFC 6455 5.2",
      1002,
      "RSV3 is set, but no extension that gives it a meaning was negotiated."),
  RESERVED_DATA_OPCODE(
      "reserved-opcode",
      "RFC 6455 5.2",
      1002,
      "The opcode is one of 3 to 7, which are reserved for data frames to come."),
  RESERVED_CONTROL_OPCODE(
      "reserved-control-opcode",
      "RFC 6455 5.2",
      1002,
      "The opcode is one of 11 to 15, which are reserved for control frames to come."),
  FRAGMENTED_CONTROL_FRAME(
      "fragmented-control-frame",
      "RFC 6455 5.5",
      1002,
      "A control frame came without FIN; control frames must not be fragmented."),
  ORPHAN_CONTINUATION(
      "orphan-continuation",
      "RFC 6455 5.4",
      1002,
      "A continuation came while no message was open: there is nothing it could continue."),
  DATA_INSIDE_MESSAGE(
      "data-inside-message",
      "RFC 6455 5.4",
      1002,
      "A new data message began before the fragmented one before it was finished."),
  FRAME_AFTER_CLOSE(
      "frame-after-close",
      "RFC 6455 5.5.1",
      1002,
      "A data frame came after the Close frame of the same end."),
  UNMASKED_CLIENT_FRAME(
      "unmasked-client-frame", "RFC 6455 5.1", 1002, "A client must mask every frame it sends."),
  MASKED_SERVER_FRAME(
      "masked-server-frame", "RFC 6455 5.1", 1002, "A server must not mask any frame it sends."),
  CONTROL_FRAME_TOO_LONG(
      "control-frame-too-long",
      "RFC 6455 5.5",
      1002,
      "The length of a control frame must fit seven bits: it holds at most 125 bytes."),
  NON_MINIMAL_16_BIT_LENGTH(
      "non-minimal-16-bit-length",
      "RFC 6455 5.2",
      1002,
      "The length is below 126 and was still written in the 16-bit form."),
  NON_MINIMAL_64_BIT_LENGTH(
      "non-minimal-64-bit-length",
      "RFC 6455 5.2",
      1002,
      "The length is below 65536 and was still written in the 64-bit form."),
  LENGTH_TOP_BIT(
      "length-top-bit",
      "RFC 6455 5.2",
      1002,
      "The 64-bit length has its top bit set, so that the next frame cannot be found."),
  FRAME_TOO_BIG(
      "frame-too-big",
      "RFC 6455 10.4",
      1009,
      "The frame announced more payload than the configured limit."),
  MESSAGE_TOO_BIG(
      "message-too-big", "RFC 6455 10.4", 1009, "The message is longer than the configured limit."),
  ONE_BYTE_CLOSE_BODY(
      "one-byte-close-body",
      "RFC 6455 5.5.1",
      1002,
      "The Close frame has a body of one byte; it must be empty or begin with a two-byte code."),
  RESERVED_CLOSE_CODE(
      "reserved-close-code",
      "RFC 6455 7.4",
      1002,
      "The Close frame carries a code that must not be sent."),
  INVALID_CLOSE_REASON(
      "invalid-close-reason",
      "RFC 6455 5.5.1",
      1007,
      "The reason of the Close frame is not UTF-8."),
  INVALID_UTF8(
      "invalid-utf8", "RFC 6455 8.1", 1007, "The text message contains a byte that is not UTF-8."),
  TRUNCATED_UTF8(
      "truncated-utf8",
      "RFC 6455 8.1",
      1007,
      "The text message ends in the middle of a UTF-8 sequence."),
  INVALID_DEFLATE(
      "invalid-deflate",
      "RFC 7692 7.2.2",
      1007,
      "The payload of the compressed message is not a deflate stream.");

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
