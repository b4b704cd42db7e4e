// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The {@link Matrix} a contract is run for. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Versions {

  /** Of {@link #walls()}: for no version. */
  String NONE = "none";

  /** A resource of the class path. */
  String value();

  /** The sides a library has. */
  Role[] roles() default {Role.SERVER, Role.CLIENT};

  /** A resource with the versions whose walls are tested; those of {@link #value()} where empty. */
  String walls() default "";
}
