// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;

/**
 * What advice must look like to be safe in somebody else's class. A stack that breaks a rule fails
 * in its first test, not in an application.
 */
final class AdviceRules {

  private AdviceRules() {}

  static void check(TypeDescription advice) {
    for (MethodDescription.InDefinedShape method : advice.getDeclaredMethods()) {
      check(method, Advice.OnMethodEnter.class);
      check(method, Advice.OnMethodExit.class);
    }
  }

  private static void check(
      MethodDescription.InDefinedShape method,
      Class<? extends java.lang.annotation.Annotation> kind) {
    AnnotationDescription annotation = method.getDeclaredAnnotations().ofType(kind);
    if (annotation == null) {
      return;
    }
    // Inlined it would name our classes where the library's loader cannot find them.
    require(!annotation.getValue("inline").resolve(Boolean.class), method, "inline = false");
    require(
        annotation.getValue("suppress").resolve(TypeDescription.class).represents(Throwable.class),
        method,
        "suppress = Throwable.class");
    // The call's type is resolved by the library's loader, which sees no class of the agent.
    require(!isOurs(method.getReturnType()), method, "a return type the library can see");
    for (TypeDefinition parameter : method.getParameters().asTypeList()) {
      require(!isOurs(parameter), method, "parameter types the library can see");
    }
  }

  private static boolean isOurs(TypeDefinition type) {
    return type.asErasure().getName().startsWith("dev.hangup.");
  }

  private static void require(boolean kept, MethodDescription method, String rule) {
    if (!kept) {
      throw new IllegalStateException(method + " needs " + rule);
    }
  }
}
