// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/** A language the close knowledge is written in. */
public enum Language {
  EN("en"),
  HI("hi"),
  VI("vi"),
  ID("id"),
  JA("ja");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  public String tag() {
    return tag;
  }
}
