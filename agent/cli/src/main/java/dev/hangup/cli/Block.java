// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.util.List;

/** A part of a page, from top to bottom. */
sealed interface Block {

  /** Level 1 is the title of the page. */
  record Heading(int level, String text) implements Block {
    @Override
    public void accept(Visitor visitor) {
      visitor.heading(this);
    }
  }

  record Paragraph(String text) implements Block {
    @Override
    public void accept(Visitor visitor) {
      visitor.paragraph(this);
    }
  }

  /** Short terms, each with what there is to say about it. */
  record Terms(List<Term> terms) implements Block {
    @Override
    public void accept(Visitor visitor) {
      visitor.terms(this);
    }
  }

  record Term(String term, String text) {}

  record Table(List<String> header, List<List<String>> rows) implements Block {
    @Override
    public void accept(Visitor visitor) {
      visitor.table(this);
    }
  }

  record Link(String words, String address) implements Block {
    @Override
    public void accept(Visitor visitor) {
      visitor.link(this);
    }
  }

  void accept(Visitor visitor);

  /** Who turns blocks into a form; pattern matching on sealed types is not in Java 17. */
  interface Visitor {
    void heading(Heading heading);

    void paragraph(Paragraph paragraph);

    void terms(Terms terms);

    void table(Table table);

    void link(Link link);
  }
}
