// SPDX-License-Identifier: Apache-2.0
package library;

/** Is loaded whether anybody decodes or not. */
public final class Desk {

  public void work(Connection connection) {
    connection.story.add("work");
  }

  public void fail(Connection connection, Throwable failure) {
    connection.story.add("fail");
  }
}
