// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Counts stories by contract and version and prints a table of them at the end, in Markdown: what a
 * sweep over all versions is run for. Silent in everyday builds.
 */
final class SweepTable implements TestWatcher {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SweepTable.class);

  /** Stories of one contract on one version. */
  private static final class Row {
    private int passed;
    private int failed;
    private final Map<String, String> skipped = new TreeMap<>();
  }

  /** Lives as long as the run. */
  private static final class Table implements AutoCloseable {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    synchronized Row row(String name) {
      return rows.computeIfAbsent(name, any -> new Row());
    }

    @Override
    @SuppressWarnings("SystemOut") // the report of a command
    public void close() {
      if (System.getProperty("hangup.versions", "").isEmpty()) {
        return;
      }
      System.out.println("| contract | role | version | passed | failed | skipped |");
      System.out.println("| --- | --- | --- | --- | --- | --- |");
      rows.forEach(
          (name, row) ->
              System.out.printf(
                  "| %s | %d | %d | %s |%n",
                  name,
                  row.passed,
                  row.failed,
                  row.skipped.isEmpty()
                      ? ""
                      : String.join("; ", new TreeSet<>(row.skipped.values()))));
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    Row row = row(context);
    if (row != null) {
      row.passed++;
    }
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    Row row = row(context);
    if (row != null) {
      row.failed++;
    }
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    Row row = row(context);
    if (row != null) {
      String why = cause == null ? "" : String.valueOf(cause.getMessage());
      row.skipped.put(why, why.replaceFirst("^Assumption failed: ", ""));
    }
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    Row row = Contract.isOfTheOtherSide(context) ? null : row(context);
    if (row != null) {
      String story = context.getTestMethod().map(java.lang.reflect.Method::getName).orElse("?");
      row.skipped.put(story, story + ": " + reason.orElse("no reason given"));
    }
  }

  private static @Nullable Row row(ExtensionContext story) {
    String invocation = Contract.invocation(story);
    return invocation == null
        ? null
        : story
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Table.class, any -> new Table(), Table.class)
            .row(
                story.getRequiredTestClass().getSimpleName()
                    + " | "
                    + invocation.replaceFirst(" ", " | "));
  }
}
