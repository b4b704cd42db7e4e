// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Link;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Blocks as JSON, for a browser to lay out. */
final class BlockFacts implements Block.Visitor {

  private final List<Map<String, Object>> blocks = new ArrayList<>();

  @Override
  public void heading(Heading heading) {
    blocks.add(Map.of("heading", heading.text(), "level", heading.level()));
  }

  @Override
  public void paragraph(Paragraph paragraph) {
    blocks.add(Map.of("paragraph", paragraph.text()));
  }

  @Override
  public void terms(Terms terms) {
    List<List<String>> pairs =
        terms.terms().stream().map(each -> List.of(each.term(), each.text())).toList();
    blocks.add(Map.of("terms", pairs));
  }

  @Override
  public void table(Table table) {
    blocks.add(Map.of("table", table.rows(), "header", table.header()));
  }

  @Override
  public void link(Link link) {
    blocks.add(Map.of("link", link.address(), "words", link.words()));
  }

  @Override
  public String toString() {
    return Json.line(blocks);
  }
}
