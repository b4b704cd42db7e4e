// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of the agent from the first class of a stack on. Until then nothing of it is loaded: no
 * Byte Buddy, no observer, no telemetry.
 */
final class Session implements Transformer.Taps {

  private final Instrumentation instrumentation;
  private final StackIndex index;
  private final ClassLoader core;
  private final Reporting reporting;
  private final LateTaps late;
  private final @Nullable Consumer<String> trial;
  private final Preload preload;
  private final DisabledStacks disabled;
  private volatile @Nullable Engine engine;
  private boolean failed;

  /** With {@code trial}, see {@link Linker}, the rules for advice are checked as well. */
  Session(
      Instrumentation instrumentation,
      StackIndex index,
      ClassLoader core,
      Reporting reporting,
      LateTaps late,
      @Nullable Consumer<String> trial) {
    this.instrumentation = instrumentation;
    this.index = index;
    this.core = core;
    this.reporting = reporting;
    this.late = late;
    this.trial = trial;
    this.preload = new Preload(core);
    this.disabled = new DisabledStacks(core);
  }

  @Override
  public byte @Nullable [] tapped(
      Stack stack,
      ClassLoader application,
      String className,
      byte[] original,
      boolean mayAddField) {
    if (stack.isPreloadTrigger(className)) {
      if (reporting.wants(stack)) {
        preload.begin();
      }
      return null;
    }
    if (late.leaves(stack, className)) {
      return null;
    }
    if (!reporting.wants(stack)) {
      if (disabled.startsTelemetry(stack, className)) {
        reporting.leftOut(stack);
      }
      return null;
    }
    Engine running = running();
    if (running == null) {
      return null;
    }
    byte[] tapped = running.tapped(stack, application, className, original, mayAddField);
    if (tapped != null) {
      reporting.tappedIn(application);
    }
    if (running.startsTelemetry(stack, className, tapped != null)) {
      reporting.begin(stack);
    }
    late.tapWaiting(stack);
    return tapped;
  }

  private @Nullable Engine running() {
    Engine running = engine;
    return running == null ? started() : running;
  }

  /** Under its lock only classes of the JDK and of our own loaders are loaded. */
  private synchronized @Nullable Engine started() {
    if (engine == null && !failed) {
      try {
        engine = start();
      } catch (Throwable t) {
        failed = true;
        AgentLog.failed("cannot start, not observing anything; the application runs on", t);
      }
    }
    return engine;
  }

  private Engine start() throws ReflectiveOperationException, IOException {
    ModuleAccess rights = new ModuleAccess(instrumentation);
    Linker linker = new Linker(byModule(), new StackLoaders(core), rights, trial);
    Dispatcher dispatcher =
        Dispatcher.install(instrumentation, linker.asHandle(), reporting.appendsDispatcher());
    StateField.useLookups(rights::in);
    Engine started = new Engine(core, dispatcher, trial != null);
    WireTap.install(reporting.sink());
    return started;
  }

  private Map<String, Stack> byModule() {
    Map<String, Stack> stacks = new HashMap<>();
    for (Stack stack : index.stacks()) {
      stacks.put(stack.moduleClass(), stack);
    }
    return stacks;
  }
}
