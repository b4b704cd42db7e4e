// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Called when the tapped method has returned, not where it threw. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface OnReturn {}
