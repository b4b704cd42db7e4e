// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads an {@code ExportTraceServiceRequest}: the few fields of OTLP that are wanted here, by their
 * numbers in {@code trace.proto} and {@code common.proto}.
 */
final class Spans {

  private Spans() {}

  static List<Told> read(byte[] request) {
    List<Told> spans = new ArrayList<>();
    fields(
        ByteBuffer.wrap(request),
        (field, value) -> {
          if (field == 1) {
            resourceSpans(value.bytes(), spans);
          }
        });
    return spans;
  }

  private static void resourceSpans(ByteBuffer bytes, List<Told> spans) {
    Map<String, String> resource = new TreeMap<>();
    List<ByteBuffer> scopes = new ArrayList<>();
    fields(
        bytes,
        (field, value) -> {
          if (field == 1) {
            fields(value.bytes(), (each, attribute) -> attribute(each, 1, attribute, resource));
          } else if (field == 2) {
            scopes.add(value.bytes());
          }
        });
    for (ByteBuffer scope : scopes) {
      fields(
          scope,
          (field, value) -> {
            if (field == 2) {
              spans.add(span(value.bytes(), resource.getOrDefault("service.name", "")));
            }
          });
    }
  }

  private static Told span(ByteBuffer bytes, String service) {
    Map<String, String> attributes = new TreeMap<>();
    String[] name = {""};
    boolean[] error = {false};
    fields(
        bytes,
        (field, value) -> {
          if (field == 5) {
            name[0] = value.text();
          } else if (field == 15) {
            fields(
                value.bytes(),
                (each, status) -> {
                  if (each == 3) {
                    error[0] = status.number() == 2;
                  }
                });
          } else {
            attribute(field, 9, value, attributes);
          }
        });
    return new Told(service, name[0], error[0], attributes);
  }

  private static void attribute(
      int field, int wanted, Value keyValue, Map<String, String> attributes) {
    if (field != wanted) {
      return;
    }
    String[] pair = {"", ""};
    fields(
        keyValue.bytes(),
        (each, value) -> {
          if (each == 1) {
            pair[0] = value.text();
          } else if (each == 2) {
            pair[1] = any(value.bytes());
          }
        });
    attributes.put(pair[0], pair[1]);
  }

  private static String any(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    fields(
        bytes,
        (field, value) -> {
          switch (field) {
            case 1 -> text.append(value.text());
            case 2 -> text.append(value.number() != 0);
            case 3 -> text.append(value.number());
            case 4 -> text.append(Double.longBitsToDouble(value.number()));
            case 5 ->
                fields(value.bytes(), (each, item) -> text.append(any(item.bytes())).append(' '));
            default -> text.append('?');
          }
        });
    return text.toString();
  }

  /** A field's value: a number, or bytes. */
  private record Value(long number, ByteBuffer bytes) {

    String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  private static void fields(ByteBuffer buffer, BiConsumer<Integer, Value> each) {
    ByteBuffer in = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer nothing = ByteBuffer.allocate(0);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Value value =
          switch ((int) tag & 7) {
            case 0 -> new Value(varint(in), nothing);
            case 1 -> new Value(in.getLong(), nothing);
            case 2 -> {
              int length = (int) varint(in);
              ByteBuffer bytes = in.slice(in.position(), length);
              in.position(in.position() + length);
              yield new Value(0, bytes);
            }
            case 5 -> new Value(in.getInt(), nothing);
            default -> throw new IllegalArgumentException("wire type of " + tag);
          };
      each.accept((int) (tag >>> 3), value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
