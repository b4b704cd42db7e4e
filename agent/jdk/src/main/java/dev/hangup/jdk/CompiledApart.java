// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that HotSpot's compiler is not to inline: it is called from methods of libraries, and
 * what they inline ends at 8000 bytecodes ({@code DesiredMethodLimit}). Whatever ours takes of
 * that, theirs goes without, down to their accessors of a byte. In the agent's jar such a method is
 * longer than what is ever inlined.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface CompiledApart {}
