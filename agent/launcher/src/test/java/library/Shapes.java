// SPDX-License-Identifier: Apache-2.0
package library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Methods of every shape a compiler makes, each telling what advice saw of it. */
public class Shapes {

  public static final List<String> STORY = new ArrayList<>();

  private final int base;

  public Shapes(boolean odd, long ignored, int base) {
    this.base = odd ? base + 1 : base;
  }

  public static void nothing() {}

  public static long sum(long a, int b, double c, float d) {
    return a + b + (long) c + (long) d;
  }

  public int loopsFromTheStart(int times) {
    do {
      times--;
    } while (times > 0);
    return base + times;
  }

  public String overwritesItsArguments(String text, long number) {
    text = text + number;
    number = text.length();
    return text + number;
  }

  public boolean choosesByText(String word) {
    return switch (word) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException(word);
    };
  }

  public synchronized int cleansUp(int[] values, int index) {
    try {
      return values[index];
    } catch (ArrayIndexOutOfBoundsException e) {
      return -1;
    } finally {
      synchronized (values) {
        Arrays.fill(values, 0);
      }
    }
  }

  public double countsInManyLocals(byte a, char b, short c, boolean d) {
    double total = 0;
    for (int i = 0; i < a; i++) {
      long part = i * (long) b;
      if (d) {
        total += part;
      } else {
        float less = part / 2f;
        total -= less;
      }
    }
    return total + c;
  }

  public Object alwaysThrows() {
    throw new UnsupportedOperationException("as ever");
  }
}
