// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Called when the tapped method is over, whether it returned or threw. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface OnExit {}
