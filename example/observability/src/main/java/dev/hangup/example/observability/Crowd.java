// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Guests of the chat server, who come, talk and leave; most of them as they should.
 *
 * <pre>{@code
 * java -jar crowd.jar PORT [GUESTS]              keeps so many guests, until it is stopped
 * java -jar crowd.jar PORT burst ENDING COUNT    lets so many leave in one way at once
 * }</pre>
 */
public final class Crowd implements AutoCloseable {

  /** Rooms with numbers are one route, {@code /chat/{id}}. */
  private static final List<String> ROOMS = List.of("/chat/lobby", "/chat/4711", "/chat/0815");

  private static final List<Ending> BAD_MANNERS =
      List.of(
          Ending.RESET,
          Ending.HANGUP,
          Ending.OVERSIZE,
          Ending.UTF8,
          Ending.RESERVED,
          Ending.UNMASKED,
          Ending.CRASH,
          Ending.SILENT);

  private static final int GUESTS = 20;
  private static final int ONE_IN = 50;
  private static final int MOST_MESSAGES = 10;

  /** Long enough for the server to ping. */
  private static final int LONGEST_SILENCE_MILLIS = 4000;

  private static final long BEFORE_ANOTHER_TRY_MILLIS = 1000;

  /** Far fewer than ten in a second, from which on they end together. */
  private static final long APART_MILLIS = 200;

  private final InetSocketAddress server;
  private final boolean wellBehaved;
  private final List<Thread> guests = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param wellBehaved whether all leave as they should; else one in fifty does not
   */
  Crowd(InetSocketAddress server, int size, boolean wellBehaved) {
    this.server = server;
    this.wellBehaved = wellBehaved;
    for (int i = 0; i < size; i++) {
      Random chance = new Random(i);
      Thread guest = new Thread(() -> comeAndGo(chance), "guest " + i);
      guest.setDaemon(true);
      guest.start();
      guests.add(guest);
    }
  }

  /** Ends with 2 for bad arguments, with 1 where a burst found no server. */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      run(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(
          "usage: java -jar crowd.jar PORT [GUESTS | burst ENDING COUNT], endings are "
              + Ending.ids());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("crowd: " + e);
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("no port");
    }
    InetSocketAddress server = Guest.at(Integer.parseInt(arguments[0]));
    if (arguments.length == 4 && arguments[1].equals("burst")) {
      Ending ending = Ending.valueOf(arguments[2].toUpperCase(Locale.ROOT));
      burst(server, "/chat/lobby", ending, Integer.parseInt(arguments[3]));
    } else {
      int size = arguments.length > 1 ? Integer.parseInt(arguments[1]) : GUESTS;
      try (Crowd crowd = new Crowd(server, size, false)) {
        for (Thread guest : crowd.guests) {
          guest.join();
        }
      }
    }
  }

  /**
   * All come, say hello, and leave in the same way, all at once: what ends many connections of one
   * address within a second is not the connections' fault, and told so.
   */
  static void burst(InetSocketAddress server, String path, Ending ending, int count)
      throws IOException {
    List<Guest> group = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Guest guest = new Guest(server, path);
        group.add(guest);
        guest.text("hello");
        hear(group);
      }
      for (Guest guest : group) {
        ending.play(guest);
      }
    } finally {
      for (Guest guest : group) {
        guest.close();
      }
    }
  }

  /** One comes, says hello and leaves, then the next: each has a reason of its own. */
  static void oneByOne(InetSocketAddress server, String path, Ending ending, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      burst(server, path, ending, 1);
      pause(APART_MILLIS);
    }
  }

  /**
   * Each has heard the one that came last, itself included, and has answered pings meanwhile: the
   * server writes nothing any more to one who leaves, and loses none for its silence.
   */
  private static void hear(List<Guest> group) throws IOException {
    for (Guest each : group) {
      each.await(Guest.TEXT);
    }
  }

  /** Asks for a version of the protocol that never was, which no server agrees to. */
  static void refused(InetSocketAddress server, String path) throws IOException {
    try {
      new Guest(server, path, 12).close();
    } catch (Guest.RefusedException e) {
      return;
    }
    throw new IOException("the server agreed to version 12 at " + path);
  }

  private void comeAndGo(Random chance) {
    while (!closed) {
      String room = ROOMS.get(chance.nextInt(ROOMS.size()));
      try (Guest guest = new Guest(server, room)) {
        talk(guest, chance);
        leaving(chance).play(guest);
      } catch (ConnectException e) {
        pause(BEFORE_ANOTHER_TRY_MILLIS);
      } catch (IOException e) {
        // The server went away in the middle: the next guest comes.
        pause(BEFORE_ANOTHER_TRY_MILLIS);
      }
    }
  }

  private void talk(Guest guest, Random chance) throws IOException {
    int messages = chance.nextInt(MOST_MESSAGES);
    for (int i = 0; i < messages && !closed; i++) {
      // Few are long: sizes spread over the powers of two up to 16 KiB.
      guest.text("x".repeat(1 + chance.nextInt(1 << (4 + chance.nextInt(10)))));
      guest.await(Guest.TEXT);
      guest.listen(chance.nextInt(LONGEST_SILENCE_MILLIS));
    }
  }

  private Ending leaving(Random chance) {
    if (!wellBehaved && chance.nextInt(ONE_IN) == 0) {
      return BAD_MANNERS.get(chance.nextInt(BAD_MANNERS.size()));
    }
    return chance.nextInt(4) == 0 ? Ending.LEAVING : Ending.NORMAL;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets everybody leave, and waits for it. */
  @Override
  public void close() {
    closed = true;
    for (Thread guest : guests) {
      try {
        guest.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
