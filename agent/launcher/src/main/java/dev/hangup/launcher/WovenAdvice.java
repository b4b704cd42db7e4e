// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.TapPoint;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;

/**
 * Byte Buddy's advice in one class, without its type builder, which would load four hundred classes
 * more. All of Byte Buddy but its ASM is behind this and {@link Types}.
 *
 * @param view the stack's types and the library's
 * @param type the class at hand, as Byte Buddy wants it described
 * @param types the view's, and that class
 */
record WovenAdvice(
    Types.View view, TypeDescription type, TypePool types, Implementation.Context context) {

  static WovenAdvice in(String className, byte[] classFile, Types.View view) {
    TypePool types = view.with(className, classFile);
    TypeDescription type = types.describe(className).resolve();
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    return new WovenAdvice(
        view,
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

  /**
   * The advice of {@code handler} around a method.
   *
   * @param checking whether it must obey our rules
   */
  MethodVisitor around(
      TapPoint.Method method,
      Handle link,
      String moduleClass,
      String handler,
      boolean checking,
      MethodVisitor next) {
    TypeDescription described = view.types().describe(handler).resolve();
    if (checking) {
      AdviceRules.check(described);
    }
    return Advice.to(described, view.files())
        .wrap(
            type,
            declared(method),
            new LinkedCalls(link, moduleClass, handler, next),
            context,
            types,
            0,
            0);
  }

  private MethodDescription declared(TapPoint.Method wanted) {
    for (MethodDescription method : type.getDeclaredMethods()) {
      if (method.getInternalName().equals(wanted.name())
          && method.getDescriptor().equals(wanted.descriptor())) {
        return method;
      }
    }
    throw new IllegalStateException(type + " has lost " + wanted);
  }
}
