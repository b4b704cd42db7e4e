// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

/**
 * What a server is loaded with.
 *
 * @param size of each message in bytes
 * @param pipelined messages on the way on each connection
 * @param compressed by permessage-deflate, each way
 */
record Traffic(int size, int connections, int pipelined, boolean text, boolean compressed) {

  /** The number in front of each message. */
  static final int SMALLEST = 4;

  /** What Netty and Jetty take without being told otherwise. */
  static final int LARGEST = 65536;

  static final int MOST_CONNECTIONS = 10_000;
  static final int MOST_ON_THE_WAY = 1000;

  @Override
  public String toString() {
    return size
        + (text ? " B text, " : " B binary, ")
        + connections
        + (connections == 1 ? " connection, " : " connections, ")
        + pipelined
        + " on the way"
        + (compressed ? ", compressed" : "");
  }
}
