// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Link;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Term;
import dev.hangup.cli.Block.Terms;
import java.util.List;
import java.util.stream.Collectors;

/** Blocks as Markdown. */
final class MarkdownForm implements Block.Visitor {

  private final StringBuilder out = new StringBuilder();

  @Override
  public void heading(Heading heading) {
    paragraph("#".repeat(heading.level()) + " " + escaped(heading.text()));
  }

  @Override
  public void paragraph(Paragraph paragraph) {
    paragraph(escaped(paragraph.text()));
  }

  private void paragraph(String text) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    out.append(text).append('\n');
  }

  @Override
  public void terms(Terms terms) {
    out.append('\n');
    for (Term term : terms.terms()) {
      out.append("- **").append(escaped(term.term())).append("**: ");
      out.append(escaped(term.text())).append('\n');
    }
  }

  @Override
  public void table(Table table) {
    out.append('\n');
    row(table.header());
    out.append("| --- ".repeat(table.header().size())).append("|\n");
    table.rows().forEach(this::row);
  }

  private void row(List<String> cells) {
    out.append(
        cells.stream()
            .map(cell -> escaped(cell).replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  @Override
  public void link(Link link) {
    paragraph("[" + escaped(link.words()) + "](" + link.address() + ")");
  }

  /** Texts hold names such as {@code message_too_big}, which are no emphasis. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("`", "\\`")
        .replace("[", "\\[")
        .replace("<", "&lt;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
