// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Called before the tapped method. What it returns, an {@code Object}, is given to the method that
 * is called afterwards as {@code Advice.Enter}, see {@link TapPoint.Advise}. Parameters are
 * annotated with Byte Buddy's {@code Advice.This}, {@code Argument}, {@code FieldValue}, and so on.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface OnEnter {}
