// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Link;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Term;
import dev.hangup.cli.Block.Terms;
import java.util.List;

/** Blocks as lines on a screen. */
final class TextForm implements Block.Visitor {

  private static final String BOLD = "\u001b[1m";
  private static final String CYAN = "\u001b[1;36m";
  private static final String PLAIN = "\u001b[0m";
  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  /** Deeper below a third-level heading. */
  private String indent = INDENT;

  private final StringBuilder out = new StringBuilder();
  private final int columns;
  private final boolean colour;

  TextForm(int columns, boolean colour) {
    this.columns = columns;
    this.colour = colour;
  }

  @Override
  public void heading(Heading heading) {
    if (heading.level() < 3 && !out.isEmpty()) {
      out.append('\n');
    }
    String before = heading.level() < 3 ? "" : INDENT;
    indent = before + INDENT;
    for (String line : Columns.wrap(heading.text(), columns - before.length())) {
      line(before, heading.level() == 1 ? CYAN : heading.level() == 2 ? BOLD : "", line);
    }
  }

  private void line(String before, String style, String text) {
    out.append(before);
    if (colour && !style.isEmpty()) {
      out.append(style).append(text).append(PLAIN);
    } else {
      out.append(text);
    }
    out.append('\n');
  }

  @Override
  public void paragraph(Paragraph paragraph) {
    for (String line : Columns.wrap(paragraph.text(), columns - INDENT.length())) {
      line(INDENT, "", line);
    }
  }

  @Override
  public void terms(Terms terms) {
    int widest =
        terms.terms().stream().mapToInt(term -> Columns.width(term.term())).max().orElse(0);
    for (Term term : terms.terms()) {
      hanging(indent + Columns.pad(term.term(), widest) + GAP, term.text());
    }
  }

  /** The text beside {@code before}, its further lines below its first. */
  private void hanging(String before, String text) {
    int indent = Columns.width(before);
    String lead = before;
    for (String line : Columns.wrap(text, columns - indent)) {
      line(lead, "", line);
      lead = " ".repeat(indent);
    }
  }

  @Override
  public void table(Table table) {
    int last = table.header().size() - 1;
    int[] widths = new int[last];
    for (int i = 0; i < last; i++) {
      widths[i] = Columns.width(table.header().get(i));
      for (List<String> row : table.rows()) {
        widths[i] = Math.max(widths[i], Columns.width(row.get(i)));
      }
    }
    row(table.header(), widths);
    for (List<String> row : table.rows()) {
      row(row, widths);
    }
  }

  private void row(List<String> cells, int[] widths) {
    StringBuilder before = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      before.append(Columns.pad(cells.get(i), widths[i])).append(GAP);
    }
    hanging(before.toString(), cells.get(widths.length));
  }

  @Override
  public void link(Link link) {
    hanging(INDENT + link.words() + GAP, link.address());
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
