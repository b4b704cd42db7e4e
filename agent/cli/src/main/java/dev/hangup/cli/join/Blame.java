// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

/** Who is to blame for an end, as both accounts of it have it. */
public enum Blame {
  CLIENT("client", "label.client"),
  SERVER("server", "label.server"),
  NETWORK("network", "label.network"),
  BETWEEN("between", "label.between"),
  NOBODY("nobody", "label.nobody"),
  NOT_JUDGED("not_judged", "label.not-judged");

  private final String id;
  private final String label;

  Blame(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /** For programs. */
  public String id() {
    return id;
  }

  /** The key of its name in the language files. */
  public String label() {
    return label;
  }
}
