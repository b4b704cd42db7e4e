// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A story that only one side of a stack tells. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Only {
  Role value();

  /**
   * Why the other side cannot tell a story of the contract: counted and named as skipped. Empty for
   * a story that a stack has beside the contract: it is no story of the other side's.
   */
  String why() default "";
}
