// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.instrumentation.api.TapPoint.SubstituteCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a library class the same class with taps. Holds no lock while it works: it reads class
 * files through the application's loaders, which may take locks of theirs.
 */
final class Engine {

  private final ClassLoader core;
  private final Dispatcher dispatcher;
  private final Map<Stack, Map<String, ClassPlan>> plans = new ConcurrentHashMap<>();

  Engine(ClassLoader core, Dispatcher dispatcher) {
    this.core = core;
    this.dispatcher = dispatcher;
  }

  /** All taps of one class. */
  private record ClassPlan(List<TapPoint> points, boolean ownsState, boolean herald) {}

  /**
   * The class with the taps of {@code stack}; null where it is to be left alone, which has then
   * been said.
   *
   * @param mayAddField false for a class that is loaded already
   */
  byte @Nullable [] tapped(
      Stack stack, ClassLoader application, String className, byte[] original, boolean mayAddField)
      throws IOException {
    ClassPlan plan = plansOf(stack).get(className);
    if (plan == null) {
      return null;
    }
    ClassFacts before = ClassFacts.of(original, dispatcher.internalName());
    Map<TapPoint, TapPoint.Method> found = new HashMap<>();
    for (TapPoint point : plan.points()) {
      TapPoint.Method method = firstDeclared(point, before);
      if (method != null) {
        found.put(point, method);
      } else if (point.required()) {
        return leftAlone(stack, missing(point));
      }
    }
    boolean addField = plan.ownsState() && mayAddField;
    if (found.isEmpty() && !addField) {
      return null;
    }
    byte @Nullable [] workable = found.isEmpty() ? original : workable(original, before.version());
    if (workable == null) {
      return leftAlone(
          stack,
          className
              + " has class file version "
              + before.version()
              + " and cannot be brought to one that allows our calls");
    }
    byte[] result = woven(stack, application, workable, before, found, addField);
    return checked(stack, className, before, result, found.size(), addField);
  }

  /** Whether loading this class tells that WebSocket is used. */
  boolean heralds(Stack stack, String className) {
    ClassPlan plan = plansOf(stack).get(className);
    return plan != null && plan.herald();
  }

  private Map<String, ClassPlan> plansOf(Stack stack) {
    return plans.computeIfAbsent(stack, this::readPlans);
  }

  private Map<String, ClassPlan> readPlans(Stack stack) {
    StackModule module;
    try {
      module = stack.module(core);
    } catch (ReflectiveOperationException e) {
      AgentLog.failed(stack.name() + ": cannot be loaded, not observing it", e);
      return Map.of();
    }
    Map<String, List<TapPoint>> points = new HashMap<>();
    for (String owner : module.stateOwners()) {
      points.put(owner, new ArrayList<>());
    }
    for (TapPoint point : module.tapPoints()) {
      points.computeIfAbsent(point.className(), any -> new ArrayList<>()).add(point);
    }
    List<String> owners = module.stateOwners();
    List<String> heralds = module.heralds();
    Map<String, ClassPlan> plans = new HashMap<>();
    points.forEach(
        (name, ofClass) ->
            plans.put(name, new ClassPlan(ofClass, owners.contains(name), heralds.contains(name))));
    return plans;
  }

  private static TapPoint.@Nullable Method firstDeclared(TapPoint point, ClassFacts facts) {
    for (TapPoint.Method method : point.methods()) {
      if (facts.declares(method)) {
        return method;
      }
    }
    return null;
  }

  private static String missing(TapPoint point) {
    TapPoint.Method method = point.methods().get(0);
    return point.className() + '.' + method.name() + method.descriptor() + " not found";
  }

  private static byte @Nullable [] leftAlone(Stack stack, String why) {
    AgentLog.say(
        stack.name()
            + ": "
            + why
            + ", not observing there; all else works. A newer hangup may know this version of "
            + stack.name()
            + '.');
    return null;
  }

  private static byte @Nullable [] workable(byte[] original, int version) {
    if (version < Java6.VERSION) {
      return null;
    }
    return version == Java6.VERSION ? Java6.lifted(original) : original;
  }

  private byte[] woven(
      Stack stack,
      ClassLoader application,
      byte[] classFile,
      ClassFacts facts,
      Map<TapPoint, TapPoint.Method> found,
      boolean addField)
      throws IOException {
    Map<String, ClassWeaver.MethodChange> changes = new HashMap<>();
    ClassFiles files = new ClassFiles(application);
    for (Map.Entry<TapPoint, TapPoint.Method> entry : found.entrySet()) {
      TapPoint.Method method = entry.getValue();
      ClassWeaver.MethodChange change = change(stack, entry.getKey(), method, facts, files);
      if (changes.put(method.name() + method.descriptor(), change) != null) {
        throw new IllegalStateException(
            stack.name() + " taps " + facts.name() + '.' + method.name() + " twice");
      }
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new ClassWeaver(writer, changes, addField), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private ClassWeaver.MethodChange change(
      Stack stack, TapPoint point, TapPoint.Method method, ClassFacts facts, ClassFiles files) {
    if (point.action() instanceof SubstituteCall call) {
      return next ->
          new CallReplacement(call, dispatcher.handle(), stack.name(), point.handler(), next);
    }
    byte[] handler = stack.classes().of(point.handler());
    if (handler == null) {
      throw new IllegalStateException(point.handler() + " is missing");
    }
    AdviceCode advice = AdviceCode.of(handler);
    ClassFacts.Method body =
        Objects.requireNonNull(facts.methods().get(method.name() + method.descriptor()));
    Weaving.Target target =
        new Weaving.Target(
            facts.name(),
            body.access(),
            method.name(),
            method.descriptor(),
            body.maxLocals(),
            name -> field(files, facts, name));
    return next ->
        new Weaving(target, advice, dispatcher.handle(), stack.name(), point.handler(), next);
  }

  private static Weaving.Field field(ClassFiles files, ClassFacts facts, String name) {
    try {
      return files.field(facts, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On any doubt the class stays as it is. */
  private byte @Nullable [] checked(
      Stack stack,
      String className,
      ClassFacts before,
      byte[] result,
      int points,
      boolean fieldAdded) {
    ClassFacts after = ClassFacts.of(result, dispatcher.internalName());
    Map<String, ClassFacts.Field> fields = new HashMap<>(after.fields());
    fields.keySet().removeAll(before.fields().keySet());
    Set<String> expected = fieldAdded ? Set.of(StateField.NAME) : Set.of();
    boolean same =
        after.name().equals(before.name())
            && Objects.equals(after.superName(), before.superName())
            && after.interfaces().equals(before.interfaces())
            && after.methods().keySet().equals(before.methods().keySet())
            && after.fields().keySet().containsAll(before.fields().keySet())
            && fields.keySet().equals(expected);
    if (!same || after.links() < before.links() + points) {
      return leftAlone(stack, className + " with taps would differ in more than the taps");
    }
    return result;
  }
}
