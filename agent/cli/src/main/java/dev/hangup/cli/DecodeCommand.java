// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.codec.Extensions;
import dev.hangup.codec.MessageReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.SizeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code decode}: one line per frame of a byte stream, up to the first broken rule. */
public final class DecodeCommand implements Command {

  private static final int VALID = 0;
  private static final int VIOLATION = 1;

  /** What a stream may do to this process's memory. */
  private static final SizeLimits LIMITS = new SizeLimits(Long.MAX_VALUE, 1 << 30);

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public String usage() {
    return "[--from client|server] [--deflate] [HEX|FILE|-]";
  }

  @Override
  public String summary() {
    return "Print every frame of a byte stream, and the first rule of RFC 6455 it breaks.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      Request request = Request.of(arguments);
      byte[] bytes = request.bytes(in);
      return decode(request, ByteBuffer.wrap(bytes), out);
    } catch (BadInput bad) {
      err.println("decode: " + bad.getMessage());
      return BAD_INPUT;
    }
  }

  private static int decode(Request request, ByteBuffer bytes, PrintStream out) {
    FramePrinter printer = new FramePrinter(out);
    Role sender = request.sender(bytes);
    try (MessageReader reader = new MessageReader(sender, printer, LIMITS)) {
      reader.negotiated(new Extensions(request.deflate(), false));
      printer.follow(reader.frames());
      reader.read(bytes);
      printer.end(sender, bytes);
      return reader.stopped() ? VIOLATION : VALID;
    }
  }

  /** What the arguments ask for. */
  private record Request(@Nullable Role from, boolean deflate, List<String> input) {

    static Request of(List<String> arguments) throws BadInput {
      Role from = null;
      boolean deflate = false;
      List<String> input = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (argument.equals("--from")) {
          from = role(i + 1 < arguments.size() ? arguments.get(++i) : "");
        } else if (argument.startsWith("--from=")) {
          from = role(argument.substring("--from=".length()));
        } else if (argument.equals("--deflate")) {
          deflate = true;
        } else if (argument.startsWith("--")) {
          throw new BadInput("no such option: " + argument + "; there are --from and --deflate");
        } else {
          input.add(argument);
        }
      }
      return new Request(from, deflate, input);
    }

    private static Role role(String text) throws BadInput {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "client" -> Role.CLIENT;
        case "server" -> Role.SERVER;
        default -> throw new BadInput("--from wants client or server, not \"" + text + "\"");
      };
    }

    /**
     * As asked for; else the side that would have masked, or not masked, the first frame like this.
     */
    Role sender(ByteBuffer bytes) {
      if (from != null) {
        return from;
      }
      return bytes.limit() > 1 && (bytes.get(1) & 0x80) == 0 ? Role.SERVER : Role.CLIENT;
    }

    byte[] bytes(InputStream in) throws BadInput {
      byte[] bytes = read(in);
      if (bytes.length == 0) {
        throw new BadInput(
            "no bytes; give hex digits, the name of a file, or - for standard input");
      }
      return bytes;
    }

    private byte[] read(InputStream in) throws BadInput {
      if (input.isEmpty() || input.equals(List.of("-"))) {
        try {
          return content(in.readAllBytes(), "standard input");
        } catch (IOException unreadable) {
          throw new BadInput("standard input cannot be read: " + unreadable.getMessage());
        }
      }
      String text = String.join(" ", input);
      Path file = file();
      if (file != null) {
        try {
          return content(Files.readAllBytes(file), file.toString());
        } catch (IOException unreadable) {
          throw new BadInput(file + " cannot be read: " + unreadable.getMessage());
        }
      }
      try {
        return HexText.parse(text);
      } catch (HexText.Unreadable notHex) {
        throw new BadInput("neither a file nor hex: " + notHex.getMessage());
      }
    }

    private @Nullable Path file() {
      try {
        Path path = Path.of(input.get(0));
        return input.size() == 1 && Files.isRegularFile(path) ? path : null;
      } catch (InvalidPathException notAName) {
        return null;
      }
    }

    // No frame begins with a letter and ends in one, so what is all text is meant as hex.
    private static byte[] content(byte[] content, String name) throws BadInput {
      for (byte b : content) {
        if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
          return content;
        }
      }
      try {
        return HexText.parse(new String(content, StandardCharsets.US_ASCII));
      } catch (HexText.Unreadable notHex) {
        throw new BadInput(name + " is text but not hex: " + notHex.getMessage());
      }
    }
  }

  private static final class BadInput extends Exception {
    private static final long serialVersionUID = 1;

    BadInput(String message) {
      super(message);
    }
  }
}
