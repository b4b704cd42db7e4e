// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

/** The release of Java this runs on. */
public final class Java {

  /** 8, 11, 17; 0 where the JVM does not tell. */
  public static final int RELEASE = release(System.getProperty("java.specification.version", "0"));

  static final boolean HAS_MODULES = RELEASE >= 9;

  private Java() {}

  /** {@code 1.8} is 8. */
  private static int release(String specification) {
    try {
      return Integer.parseInt(
          specification.startsWith("1.") ? specification.substring(2) : specification);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
