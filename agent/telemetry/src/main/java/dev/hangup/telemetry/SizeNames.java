// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Sizes;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;

/** What the sizes of frames and messages are called, however they get out. */
public final class SizeNames {

  public static final String FRAMES = "websocket.frame.size";
  public static final String FRAMES_DESCRIPTION = "Payload bytes of frames on the wire.";
  public static final String MESSAGES = "websocket.message.size";
  public static final String MESSAGES_DESCRIPTION = "Bytes of messages on the wire.";
  public static final String UNIT = "By";

  private static final String MESSAGE = "_MESSAGE";

  private SizeNames() {}

  public static Attributes attributes(SizeTotals.Key key, Sizes.Kind kind) {
    return Attributes.builder()
        .put(AttributeNames.ROLE, AttributeNames.role(key.role()))
        .put(AttributeNames.STACK, key.stack())
        .put(AttributeNames.DIRECTION, AttributeNames.direction(key.received()))
        .put(AttributeNames.OPCODE, opcode(kind))
        .build();
  }

  public static boolean isMessage(Sizes.Kind kind) {
    return kind.name().endsWith(MESSAGE);
  }

  /** Kinds are named after opcodes: {@code TEXT_FRAME}, {@code TEXT_MESSAGE}. */
  private static String opcode(Sizes.Kind kind) {
    return kind.name().substring(0, kind.name().indexOf('_')).toLowerCase(Locale.ROOT);
  }
}
