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

  public static <E> Set<E> of(E a) {
    return all(a);
  }

  public static <E> Set<E> of(E a, E b) {
    return all(a, b);
  }

  public static <E> Set<E> of(E a, E b, E c) {
    return all(a, b, c);
  }

  public static <E> Set<E> of(E a, E b, E c, E d) {
    return all(a, b, c, d);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e) {
    return all(a, b, c, d, e);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f) {
    return all(a, b, c, d, e, f);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g) {
    return all(a, b, c, d, e, f, g);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h) {
    return all(a, b, c, d, e, f, g, h);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i) {
    return all(a, b, c, d, e, f, g, h, i);
  }

  public static <E> Set<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i, E j) {
    return all(a, b, c, d, e, f, g, h, i, j);
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

  @SafeVarargs
  @SuppressWarnings("varargs") // made for it, or a copy
  private static <E> Set<E> all(E... elements) {
    Set<E> all = new LinkedHashSet<>(Arrays.asList(elements));
    all.forEach(Objects::requireNonNull);
    if (all.size() < elements.length) {
      throw new IllegalArgumentException("an element comes twice");
    }
    return Collections.unmodifiableSet(all);
  }
}
