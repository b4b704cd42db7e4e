// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static net.bytebuddy.matcher.ElementMatchers.hasDescriptor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.instrumentation.api.TapPoint.SubstituteCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaConstant;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a library class the same class with taps. Everything Byte Buddy is behind {@link
 * #tapped}. Holds no lock while it works: it reads class files through the application's loaders,
 * which may take locks of theirs.
 */
final class Engine {

  private final Types types;
  private final ClassLoader core;
  private final Dispatcher dispatcher;
  private final MethodDescription.InDefinedShape link;
  private final Map<Stack, Map<String, ClassPlan>> plans = new ConcurrentHashMap<>();
  private final ByteBuddy byteBuddy =
      new ByteBuddy()
          // The rules it would check are ours to keep: see Java6 and Tapped.
          .with(TypeValidation.DISABLED)
          .with(Implementation.Context.Disabled.Factory.INSTANCE)
          .ignore(none());

  Engine(ClassLoader core, Dispatcher dispatcher) {
    this.core = core;
    this.dispatcher = dispatcher;
    this.types = new Types(core);
    this.link = dispatcher.description();
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
      Stack stack,
      ClassLoader application,
      String className,
      byte[] original,
      boolean mayAddField) {
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
    byte[] result = visited(stack, application, className, workable, found, addField);
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

  private byte[] visited(
      Stack stack,
      ClassLoader application,
      String className,
      byte[] classFile,
      Map<TapPoint, TapPoint.Method> found,
      boolean addField) {
    Types.View view = types.of(stack, application);
    AsmVisitorWrapper.ForDeclaredMethods methods = new AsmVisitorWrapper.ForDeclaredMethods();
    for (Map.Entry<TapPoint, TapPoint.Method> entry : found.entrySet()) {
      TapPoint.Method method = entry.getValue();
      methods = methods.invokable(declaredAs(method), wrapper(stack, entry.getKey(), view));
    }
    Types.View withClass = view.with(className, classFile);
    TypeDescription type = withClass.types().describe(className).resolve();
    var builder = byteBuddy.decorate(type, withClass.files()).visit(methods);
    if (addField) {
      builder = builder.visit(new AddedField(StateField.NAME));
    }
    return builder.make(withClass.types()).getBytes();
  }

  private static ElementMatcher<MethodDescription> declaredAs(TapPoint.Method method) {
    ElementMatcher.Junction<MethodDescription> form = hasDescriptor(method.descriptor());
    return method.name().equals("<init>")
        ? form.and(MethodDescription::isConstructor)
        : form.and(named(method.name()));
  }

  private AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper wrapper(
      Stack stack, TapPoint point, Types.View view) {
    if (point.action() instanceof SubstituteCall call) {
      return new CallReplacement(dispatcher, stack.name(), point.handler(), call);
    }
    TypeDescription advice = view.types().describe(point.handler()).resolve();
    AdviceRules.check(advice);
    List<JavaConstant> arguments =
        List.of(
            JavaConstant.Simple.ofLoaded(stack.name()),
            JavaConstant.Simple.ofLoaded(point.handler()));
    return Advice.withCustomMapping()
        .bootstrap(link, (method, exit) -> (instrumentedType, instrumentedMethod) -> arguments)
        .to(advice, view.files());
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
    int added = after.fields().size() - before.fields().size();
    boolean same =
        after.name().equals(before.name())
            && Objects.equals(after.superName(), before.superName())
            && after.interfaces().equals(before.interfaces())
            && after.methods().equals(before.methods())
            && after.fields().containsAll(before.fields())
            && added == (fieldAdded ? 1 : 0);
    if (!same || after.links() < before.links() + points) {
      return leftAlone(stack, className + " with taps would differ in more than the taps");
    }
    return result;
  }
}
