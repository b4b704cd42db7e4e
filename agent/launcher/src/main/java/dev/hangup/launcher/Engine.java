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
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a library class the same class with taps. Everything Byte Buddy is behind {@link
 * #tapped}. Holds no lock while it works: it reads class files through the application's loaders,
 * which may take locks of theirs. No lambdas here: in a program that has none yet the first one
 * costs milliseconds of its start.
 */
final class Engine {

  private final ClassLoader core;
  private final Dispatcher dispatcher;
  private final boolean checkingAdvice;
  private final Map<Stack, Map<String, ClassPlan>> plans = new ConcurrentHashMap<>();
  private @Nullable Types types;

  /** With {@code checkingAdvice} a stack that breaks a rule is left alone, as tests want it. */
  Engine(ClassLoader core, Dispatcher dispatcher, boolean checkingAdvice) {
    this.core = core;
    this.checkingAdvice = checkingAdvice;
    this.dispatcher = dispatcher;
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
    Map<String, ClassPlan> known = plans.get(stack);
    if (known == null) {
      known = readPlans(stack);
      Map<String, ClassPlan> others = plans.putIfAbsent(stack, known);
      known = others == null ? known : others;
    }
    return known;
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
      List<TapPoint> ofClass = points.get(point.className());
      if (ofClass == null) {
        ofClass = new ArrayList<>();
        points.put(point.className(), ofClass);
      }
      ofClass.add(point);
    }
    List<String> owners = module.stateOwners();
    List<String> startsTelemetry = module.startsTelemetry();
    for (String name : startsTelemetry) {
      points.putIfAbsent(name, List.of());
    }
    Map<String, ClassPlan> plans = new HashMap<>();
    for (Map.Entry<String, List<TapPoint>> ofClass : points.entrySet()) {
      String name = ofClass.getKey();
      plans.put(
          name,
          new ClassPlan(ofClass.getValue(), owners.contains(name), startsTelemetry.contains(name)));
    }
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

  private byte[] woven(
      Stack stack,
      ClassLoader application,
      String className,
      byte[] classFile,
      List<Found> found,
      boolean addField) {
    AtHand atHand = new AtHand(stack, application, className, classFile);
    Map<String, List<ClassWeaver.Change>> changes = new HashMap<>();
    for (Found tap : found) {
      String method = tap.method().name() + tap.method().descriptor();
      List<ClassWeaver.Change> ofMethod = changes.get(method);
      if (ofMethod == null) {
        ofMethod = new ArrayList<>();
        changes.put(method, ofMethod);
      }
      ofMethod.add(new Tapping(atHand, tap));
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new ClassWeaver(writer, changes, addField), 0);
    return writer.toByteArray();
  }

  /** The class at hand. */
  private final class AtHand {

    private final Stack stack;
    private final ClassLoader application;
    private final String className;
    private final byte[] classFile;
    private @Nullable WovenAdvice advice;

    AtHand(Stack stack, ClassLoader application, String className, byte[] classFile) {
      this.stack = stack;
      this.application = application;
      this.className = className;
      this.classFile = classFile;
    }

    String internalName() {
      return className.replace('.', '/');
    }

    /** For whom it is not asked, Byte Buddy need not be there. */
    WovenAdvice advice() {
      WovenAdvice known = advice;
      if (known == null) {
        known = WovenAdvice.in(className, classFile, types().of(stack, application));
        advice = known;
      }
      return known;
    }
  }

  /** What one tap makes of its method. */
  private final class Tapping implements ClassWeaver.Change {

    private final AtHand in;
    private final TapPoint point;
    private final TapPoint.Method method;

    Tapping(AtHand in, Found found) {
      this.in = in;
      this.point = found.point();
      this.method = found.method();
    }

    @Override
    public MethodVisitor before(MethodVisitor next, int access) {
      Handle link = dispatcher.handle();
      String module = in.stack.moduleClass();
      if (point.action() instanceof SubstituteCall call) {
        return new CallReplacement(call, link, module, point.handler(), next);
      }
      if (point.action() instanceof Tell tell) {
        return new TellCall(
            tell,
            in.internalName(),
            (access & Opcodes.ACC_STATIC) != 0,
            method.descriptor(),
            link,
            module,
            point.handler(),
            next);
      }
      EntryCall entry = entryCall();
      if (entry == null || !entry.fits(access, method.name(), method.descriptor())) {
        return byByteBuddy(next);
      }
      if (checkingAdvice) { // what that refuses is refused
        byByteBuddy(next);
      }
      return entry.before(
          next, access, in.internalName(), method.descriptor(), link, module, point.handler());
    }

    private @Nullable EntryCall entryCall() {
      byte[] advice = in.stack.classes().of(TapPoint.Advise.className(point.handler()));
      return advice == null ? null : EntryCall.of(advice, point.handler());
    }

    private MethodVisitor byByteBuddy(MethodVisitor next) {
      return in.advice()
          .around(
              method,
              dispatcher.handle(),
              in.stack.moduleClass(),
              point.handler(),
              checkingAdvice,
              next);
    }
  }

  /** Only what is of our own loaders is loaded meanwhile. */
  private synchronized Types types() {
    Types known = types;
    if (known == null) {
      known = new Types(core);
      types = known;
    }
    return known;
  }

  /**
   * How many calls there must be at least. A call a library makes in one of several methods, or
   * through one of several types, is told by as many points with one handler, and is found once.
   */
  private static int handlers(List<Found> found) {
    Set<String> handlers = new HashSet<>();
    for (Found tap : found) {
      handlers.add(tap.point().handler());
    }
    return handlers.size();
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
