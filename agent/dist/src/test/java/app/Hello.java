// SPDX-License-Identifier: Apache-2.0
package app;

/** No WebSocket anywhere. */
public final class Hello {

  private Hello() {}

  public static void main(String[] arguments) {
    System.out.println("hello from Java " + System.getProperty("java.specification.version"));
  }
}
