// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

/** What became of one story. */
record Outcome(Kind kind, String why) {

  enum Kind {
    RIGHT("right"),
    /** An honest "not judged" where the story allows it. */
    NOT_JUDGED("not judged"),
    /** Not judged although everything was there to be seen. */
    SILENT("not judged, should be"),
    /** The verdict is right; the status, the evidence or the remedy is not as it should be. */
    FLAWED("right, words are not"),
    WRONG("wrong"),
    LOST("lost"),
    /** The story could not be played, though all it needs is there. */
    NOT_STAGED("not staged"),
    /** Something that it needs is not on this machine. */
    SKIPPED("skipped");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Nothing to be mended. */
    boolean isFine() {
      return this == RIGHT || this == NOT_JUDGED || this == SKIPPED;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
