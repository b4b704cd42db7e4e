// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

/** Something to read about close codes or causes, in one language and three forms. */
public interface Page {

  /**
   * For a screen: no line takes more columns, as far as words can be broken.
   *
   * @param colour whether headings are set off by terminal colours
   */
  String text(int columns, boolean colour);

  /** For a document. Starts with a first-level heading and ends with a line break. */
  String markdown();

  /**
   * For a program: one object or array; its keys and fixed values are the same in all languages.
   */
  String json();

  /**
   * For a page in a browser: the same from top to bottom as a JSON array of {@code heading} (with a
   * {@code level}), {@code paragraph}, {@code terms}, {@code table} and {@code link}.
   */
  String parts();
}
