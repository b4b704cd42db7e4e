// SPDX-License-Identifier: Apache-2.0
package library;

/** Reads frames. Nothing in it needs a class file newer than Java 6. */
public class Decoder {

  protected final Connection connection;

  public Decoder(Connection connection) {
    this.connection = connection;
  }

  public int decode(String bytes, int limit) {
    connection.story.add(bytes);
    if (bytes.length() > limit) {
      throw new IllegalArgumentException(bytes);
    }
    return bytes.length();
  }
}
