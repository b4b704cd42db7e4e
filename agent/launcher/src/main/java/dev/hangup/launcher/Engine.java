// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import dev.hangup.instrumentation.api.TapPoint.SubstituteCall;
import dev.hangup.instrumentation.api.TapPoint.Tell;
import dev.hangup.tap.WireTap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;
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
  private final boolean checkingAdvice;
  private final Map<Stack, Map<String, ClassPlan>> plans = new ConcurrentHashMap<>();

  /** With {@code checkingAdvice} a stack that breaks a rule is left alone, as tests want it. */
  Engine(ClassLoader core, Dispatcher dispatcher, boolean checkingAdvice) {
    this.core = core;
    this.checkingAdvice = checkingAdvice;
    this.dispatcher = dispatcher;
    this.types = new Types(core);
  }

  /** A point, and the form of its method that this class has. */
  private record Found(TapPoint point, TapPoint.Method method) {}

  /** All taps of one class. */
  private record ClassPlan(List<TapPoint> points, boolean ownsState, boolean startsTelemetry) {

    /** All forms of all methods. */
    Set<String> methods() {
      Set<String> methods = new HashSet<>();
      for (TapPoint point : points) {
        for (TapPoint.Method method : point.methods()) {
          methods.add(method.name() + method.descriptor());
        }
      }
      return methods;
    }
  }

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
    Set<String> tapped = plan.methods();
    ClassFacts before = ClassFacts.of(original, dispatcher.internalName(), tapped);
    List<Found> found = new ArrayList<>();
    for (TapPoint point : plan.points()) {
      TapPoint.Method method = firstDeclared(point, before);
      if (method != null) {
        found.add(new Found(point, method));
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
    byte[] result = woven(stack, application, className, workable, found, addField);
    return checked(stack, className, tapped, before, result, handlers(found), addField);
  }

  /**
   * Whether this class tells that WebSocket is used.
   *
   * @param tapped whether it got its taps
   */
  boolean startsTelemetry(Stack stack, String className, boolean tapped) {
    ClassPlan plan = plansOf(stack).get(className);
    return plan != null && plan.startsTelemetry() && (tapped || stack.isUntapped(className));
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
      WireTap.tapMissing(stack.name());
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
    List<String> startsTelemetry = module.startsTelemetry();
    for (String name : startsTelemetry) {
      points.putIfAbsent(name, List.of());
    }
    Map<String, ClassPlan> plans = new HashMap<>();
    points.forEach(
        (name, ofClass) ->
            plans.put(
                name,
                new ClassPlan(ofClass, owners.contains(name), startsTelemetry.contains(name))));
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
            + ", not observing there: why its connections end cannot be told. A newer hangup may know"
            + " this version of "
            + stack.name()
            + '.');
    WireTap.tapMissing(stack.name());
    return null;
  }

  private static byte @Nullable [] workable(byte[] original, int version) {
    if (version < Java6.VERSION) {
      return null;
    }
    return version == Java6.VERSION ? Java6.lifted(original) : original;
  }

  /** Byte Buddy's advice without its type builder, which would load four hundred classes more. */
  private byte[] woven(
      Stack stack,
      ClassLoader application,
      String className,
      byte[] classFile,
      List<Found> found,
      boolean addField) {
    Map<String, UnaryOperator<MethodVisitor>> changes = new HashMap<>();
    if (!found.isEmpty()) {
      Types.View view = types.of(stack, application);
      Woven woven = Woven.of(className, classFile, view);
      for (Found tap : found) {
        changes.merge(
            tap.method().name() + tap.method().descriptor(),
            change(stack, tap, view, woven),
            (inner, outer) -> next -> outer.apply(inner.apply(next)));
      }
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new ClassWeaver(writer, changes, addField), 0);
    return writer.toByteArray();
  }

  /** The class at hand, as Byte Buddy wants it described. */
  private record Woven(TypeDescription type, TypePool types, Implementation.Context context) {

    static Woven of(String className, byte[] classFile, Types.View view) {
      TypePool types = view.with(className, classFile);
      TypeDescription type = types.describe(className).resolve();
      ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
      return new Woven(
          type,
          types,
          Implementation.Context.Disabled.Factory.INSTANCE.make(
              type,
              new AuxiliaryType.NamingStrategy.Enumerating("none"),
              TypeInitializer.None.INSTANCE,
              version,
              version,
              Implementation.Context.FrameGeneration.GENERATE));
    }

    MethodDescription method(TapPoint.Method wanted) {
      for (MethodDescription method : type.getDeclaredMethods()) {
        if (method.getInternalName().equals(wanted.name())
            && method.getDescriptor().equals(wanted.descriptor())) {
          return method;
        }
      }
      throw new IllegalStateException(type + " has lost " + wanted);
    }
  }

  private UnaryOperator<MethodVisitor> change(
      Stack stack, Found tap, Types.View view, Woven woven) {
    TapPoint point = tap.point();
    if (point.action() instanceof SubstituteCall call) {
      return next ->
          new CallReplacement(
              call, dispatcher.handle(), stack.moduleClass(), point.handler(), next);
    }
    MethodDescription advised = woven.method(tap.method());
    if (point.action() instanceof Tell tell) {
      return next ->
          new TellCall(
              tell,
              woven.type().getInternalName(),
              advised.isStatic(),
              advised.getDescriptor(),
              dispatcher.handle(),
              stack.moduleClass(),
              point.handler(),
              next);
    }
    TypeDescription handler = view.types().describe(point.handler()).resolve();
    if (checkingAdvice) {
      AdviceRules.check(handler);
    }
    Advice advice = Advice.to(handler, view.files());
    return next ->
        advice.wrap(
            woven.type(),
            advised,
            new LinkedCalls(dispatcher.handle(), stack.moduleClass(), point.handler(), next),
            woven.context(),
            woven.types(),
            0,
            0);
  }

  /**
   * How many calls there must be at least. A call a library makes in one of several methods, or
   * through one of several types, is told by as many points with one handler, and is found once.
   */
  private static int handlers(List<Found> found) {
    return (int) found.stream().map(tap -> tap.point().handler()).distinct().count();
  }

  /** On any doubt the class stays as it is. */
  private byte @Nullable [] checked(
      Stack stack,
      String className,
      Set<String> tapped,
      ClassFacts before,
      byte[] result,
      int handlers,
      boolean fieldAdded) {
    ClassFacts after = ClassFacts.of(result, dispatcher.internalName(), tapped);
    int added = after.fields().size() - before.fields().size();
    boolean same =
        after.name().equals(before.name())
            && Objects.equals(after.superName(), before.superName())
            && after.interfaces().equals(before.interfaces())
            && after.methods().equals(before.methods())
            && after.fields().containsAll(before.fields())
            && added == (fieldAdded ? 1 : 0);
    if (!same || after.links() < before.links() + handlers) {
      return leftAlone(stack, className + " with taps would differ in more than the taps");
    }
    return result;
  }
}
