// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of permessage-deflate, RFC 7692 7.1, as both ends agreed on them.
 *
 * @param serverNoContextTakeover the server begins every message with an empty window
 * @param clientNoContextTakeover the client does
 * @param serverMaxWindowBits 8 to 15: how far back the server's messages refer, as a power of two
 * @param clientMaxWindowBits likewise for the client's
 */
public record DeflateParameters(
    boolean serverNoContextTakeover,
    boolean clientNoContextTakeover,
    int serverMaxWindowBits,
    int clientMaxWindowBits) {

  static final String NAME = "permessage-deflate";

  /** What holds where nothing is said. */
  public static final DeflateParameters DEFAULT =
      new DeflateParameters(false, false, Window.MOST, Window.MOST);

  /** What a client using this codec may put in its request. */
  public static final String OFFER = NAME + "; client_max_window_bits";

  public DeflateParameters {
    Window.check(serverMaxWindowBits);
    Window.check(clientMaxWindowBits);
  }

  boolean noContextTakeover(Role sender) {
    return sender == Role.SERVER ? serverNoContextTakeover : clientNoContextTakeover;
  }

  int maxWindowBits(Role sender) {
    return sender == Role.SERVER ? serverMaxWindowBits : clientMaxWindowBits;
  }

  /**
   * A server's choice among a request's offers: the first of permessage-deflate that makes sense,
   * as it was asked for; null where there is none.
   */
  public static @Nullable DeflateParameters choose(@Nullable String offers) {
    if (offers == null) {
      return null;
    }
    for (ExtensionHeader.Element offer : ExtensionHeader.parse(offers)) {
      if (offer.name().equals(NAME)) {
        DeflateParameters parameters = read(offer, true);
        if (parameters != null) {
          return parameters;
        }
      }
    }
    return null;
  }

  /**
   * What a server's response agreed to; null where permessage-deflate is not in it.
   *
   * @throws IllegalArgumentException where it is there with parameters a client must not accept
   */
  public static @Nullable DeflateParameters agreed(@Nullable String response) {
    if (response == null) {
      return null;
    }
    for (ExtensionHeader.Element extension : ExtensionHeader.parse(response)) {
      if (extension.name().equals(NAME)) {
        DeflateParameters parameters = read(extension, false);
        if (parameters == null) {
          throw new IllegalArgumentException(
              "permessage-deflate was accepted with parameters RFC 7692 7.1 does not know: "
                  + response);
        }
        return parameters;
      }
    }
    return null;
  }

  /** The response a server gives for this choice. */
  public String header() {
    StringBuilder header = new StringBuilder(NAME);
    if (serverNoContextTakeover) {
      header.append("; server_no_context_takeover");
    }
    if (clientNoContextTakeover) {
      header.append("; client_no_context_takeover");
    }
    if (serverMaxWindowBits < Window.MOST) {
      header.append("; server_max_window_bits=").append(serverMaxWindowBits);
    }
    if (clientMaxWindowBits < Window.MOST) {
      header.append("; client_max_window_bits=").append(clientMaxWindowBits);
    }
    return header.toString();
  }

  // RFC 7692 7.1: unknown parameters, doubled ones and values out of range make an offer void.
  private static @Nullable DeflateParameters read(ExtensionHeader.Element element, boolean offer) {
    boolean serverReset = false;
    boolean clientReset = false;
    int serverBits = Window.MOST;
    int clientBits = Window.MOST;
    Set<String> seen = new HashSet<>();
    for (ExtensionHeader.Parameter parameter : element.parameters()) {
      String value = parameter.value();
      boolean fine = seen.add(parameter.name());
      switch (parameter.name()) {
        case "server_no_context_takeover" -> {
          serverReset = true;
          fine &= value.isEmpty();
        }
        case "client_no_context_takeover" -> {
          clientReset = true;
          fine &= value.isEmpty();
        }
        case "server_max_window_bits" -> {
          serverBits = Window.read(value);
          fine &= serverBits >= 0;
        }
        case "client_max_window_bits" -> {
          // In an offer the value may be missing: it only says that the parameter is understood.
          clientBits = offer && value.isEmpty() ? Window.MOST : Window.read(value);
          fine &= clientBits >= 0;
        }
        default -> fine = false;
      }
      if (!fine) {
        return null;
      }
    }
    return new DeflateParameters(serverReset, clientReset, serverBits, clientBits);
  }

  private static final class Window {
    static final int LEAST = 8;
    static final int MOST = 15;

    static void check(int bits) {
      if (bits < LEAST || bits > MOST) {
        throw new IllegalArgumentException("window bits must be 8 to 15, not " + bits);
      }
    }

    /** Below zero where the value is not a number from 8 to 15 without leading zeros. */
    static int read(String value) {
      for (int bits = LEAST; bits <= MOST; bits++) {
        if (value.equals(Integer.toString(bits))) {
          return bits;
        }
      }
      return -1;
    }
  }
}
