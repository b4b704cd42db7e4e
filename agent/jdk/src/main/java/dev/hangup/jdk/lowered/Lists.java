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

  public static <E> List<E> of(E a) {
    return all(a);
  }

  public static <E> List<E> of(E a, E b) {
    return all(a, b);
  }

  public static <E> List<E> of(E a, E b, E c) {
    return all(a, b, c);
  }

  public static <E> List<E> of(E a, E b, E c, E d) {
    return all(a, b, c, d);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e) {
    return all(a, b, c, d, e);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e, E f) {
    return all(a, b, c, d, e, f);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g) {
    return all(a, b, c, d, e, f, g);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h) {
    return all(a, b, c, d, e, f, g, h);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i) {
    return all(a, b, c, d, e, f, g, h, i);
  }

  public static <E> List<E> of(E a, E b, E c, E d, E e, E f, E g, E h, E i, E j) {
    return all(a, b, c, d, e, f, g, h, i, j);
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

  @SafeVarargs
  @SuppressWarnings("varargs") // made for it, or a copy
  private static <E> List<E> all(E... elements) {
    for (E element : elements) {
      Objects.requireNonNull(element);
    }
    return Collections.unmodifiableList(Arrays.asList(elements));
  }
}
