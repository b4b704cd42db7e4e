// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.util.List;

/**
 * A page that is ready in all forms.
 *
 * @param facts the same for programs: maps, lists, strings, numbers and booleans
 */
record Document(List<Block> blocks, Object facts) implements Page {

  @Override
  public String text(int columns, boolean colour) {
    TextForm form = new TextForm(columns, colour);
    blocks.forEach(block -> block.accept(form));
    return form.toString();
  }

  @Override
  public String markdown() {
    MarkdownForm form = new MarkdownForm();
    blocks.forEach(block -> block.accept(form));
    return form.toString();
  }

  @Override
  public String json() {
    return Json.of(facts);
  }

  @Override
  public String parts() {
    BlockFacts form = new BlockFacts();
    blocks.forEach(block -> block.accept(form));
    return form.toString();
  }
}
