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
    /** The story itself could not be played: no word about the agent. */
    NOT_STAGED("not staged");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
