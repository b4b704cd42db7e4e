// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Of {@link List}. */
public final class Lists {

  private Lists() {}

  public static <E> List<E> of() {
    return Collections.emptyList();
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a) {
    return all((E[]) new Object[] {a});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b) {
    return all((E[]) new Object[] {a, b});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c) {
    return all((E[]) new Object[] {a, b, c});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d) {
    return all((E[]) new Object[] {a, b, c, d});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e) {
    return all((E[]) new Object[] {a, b, c, d, e});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e, E f) {
    return all((E[]) new Object[] {a, b, c, d, e, f});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h, i});
  }

  @SuppressWarnings("unchecked")
  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i, E j) {
    return all((E[]) new Object[] {a, b, c, d, e, f, g, h, i, j});
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // not kept, or a copy of it
  public static <E> List<E> of(E... elements) {
    return all(elements.clone());
  }

  public static <E> List<E> copyOf(Collection<? extends E> elements) {
    List<E> copy = new ArrayList<>(elements);
    copy.forEach(Objects::requireNonNull);
    return Collections.unmodifiableList(copy);
  }

  private static <E> List<E> all(E[] elements) {
    for (E element : elements) {
      Objects.requireNonNull(element);
    }
    return Collections.unmodifiableList(Arrays.asList(elements));
  }
}
