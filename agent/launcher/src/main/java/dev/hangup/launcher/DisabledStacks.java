// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacks that the user has left out: their classes are not touched, but that WebSocket is in use on
 * one of them can be told. Nothing of the engine is loaded for that.
 */
final class DisabledStacks {

  private final ClassLoader core;
  private final Map<Stack, List<String>> startsTelemetry = new HashMap<>();

  DisabledStacks(ClassLoader core) {
    this.core = core;
  }

  synchronized boolean startsTelemetry(Stack stack, String className) {
    return startsTelemetry.computeIfAbsent(stack, this::read).contains(className);
  }

  private List<String> read(Stack stack) {
    try {
      return stack.module(core).startsTelemetry();
    } catch (ReflectiveOperationException e) {
      return List.of(); // then nothing is told of a stack that is switched off
    }
  }
}
