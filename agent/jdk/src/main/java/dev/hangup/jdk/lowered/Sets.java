// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** Of {@link Set}. */
public final class Sets {

  private Sets() {}

  public static <E> Set<E> of() {
    return Collections.emptySet();
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a) {
    return all((E[]) new Object[] {a});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b) {
    return all((E[]) new Object[] {a, b});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c) {
    return all((E[]) new Object[] {a, b, c});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d) {
    return all((E[]) new Object[] {a, b, c, d});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e) {
    return all((E[]) new Object[] {a, b, c, d, e});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f) {
    return all((E[]) new Object[] {a, b, c, d, e, f});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h, i});
  }

  @SuppressWarnings("unchecked")
  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i, E j) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h, i, j});
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // not kept, or a copy of it
  public static <E> Set<E> of(E... elements) {
    return all(elements);
  }

  public static <E> Set<E> copyOf(Collection<? extends E> elements) {
    Set<E> copy = new LinkedHashSet<>(elements);
    copy.forEach(Objects::requireNonNull);
    return Collections.unmodifiableSet(copy);
  }

  private static <E> Set<E> all(E[] elements) {
    Set<E> all = new LinkedHashSet<>(Arrays.asList(elements));
    all.forEach(Objects::requireNonNull);
    if (all.size() < elements.length) {
      throw new IllegalArgumentException("an element comes twice");
    }
    return Collections.unmodifiableSet(all);
  }
}
