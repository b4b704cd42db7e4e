// SPDX-License-Identifier: Apache-2.0
package specimen;

import dev.hangup.jdk.CompiledApart;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the language brought after Java 8; prints what came of it. */
public final class Language {

  private int secret = 1;

  private Language() {}

  /** All kinds of components. */
  private record Everything(
      boolean flag,
      byte small,
      short shorter,
      char letter,
      int number,
      long large,
      float rough,
      double fine,
      String text,
      List<String> list) {}

  private record Nothing() {}

  /** With methods of its own, a compact constructor, and a type parameter. */
  private record Pair<A, B>(A first, B second) implements Comparable<Pair<A, B>> {
    Pair {
      Objects.requireNonNull(first);
    }

    @Override
    public int compareTo(Pair<A, B> other) {
      return first.toString().compareTo(other.first.toString());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pair<?, ?> pair && pair.first.equals(first);
    }

    @Override
    public int hashCode() {
      return 7;
    }
  }

  /** Closed to others. */
  private sealed interface Shape permits Circle, Square {
    private String secretly(String what) {
      return "secretly " + what;
    }

    default String told() {
      Supplier<String> told = () -> secretly("a shape");
      return secretly("said, ") + told.get();
    }
  }

  private record Circle(double radius) implements Shape {}

  private record Square(int side) implements Shape {}

  private enum Colour {
    RED,
    GREEN {
      @Override
      String shown() {
        return "leaf";
      }
    };

    String shown() {
      return name();
    }
  }

  /** Members of each other's that are private. */
  private static class Base {
    private int hidden = 5;

    private Base() {}

    private int hidden() {
      return hidden;
    }

    private static int counted(int by) {
      return by + 1;
    }
  }

  private static final class Derived extends Base {
    private int alone() {
      return -1;
    }

    int own() {
      return alone();
    }
  }

  /** Methods that are not to be inlined, and one that may be. */
  private static final class Apart {
    @CompiledApart
    static long sum(long[] numbers) {
      long sum = 0;
      for (long number : numbers) {
        try {
          sum = Math.addExact(sum, number);
        } catch (ArithmeticException e) {
          sum = -1;
        }
      }
      return sum;
    }

    @CompiledApart
    static void nothing() {}

    static int inlined() {
      return 1;
    }
  }

  private int secret() {
    return secret++;
  }

  private final class Inner {
    int reads() {
      Language.this.secret += 10;
      return secret() + secret;
    }
  }

  public static void main(String[] arguments) {
    records();
    nests();
    Apart.nothing();
    System.out.println(Apart.sum(new long[] {1, Long.MAX_VALUE, 3}) + " " + Apart.inlined());
    System.out.println(area(new Circle(2)) + " " + area(new Square(3)));
    System.out.println(new Square(1).told());
    for (Colour colour : Colour.values()) {
      System.out.println(
          switch (colour) {
            case RED -> "red " + colour.shown();
            case GREEN -> "green " + colour.shown();
          });
    }
    String word = arguments.length == 0 ? "two" : arguments[0];
    System.out.println(
        switch (word) {
          case "one" -> 1;
          case "two" -> 2;
          default -> 0;
        });
    System.out.print(
        """
        a text
          of lines
        """);
    var joined = "a" + 1 + 'c' + 2.5 + true + null + word;
    System.out.println(joined);
  }

  private static double area(Shape shape) {
    if (shape instanceof Circle circle) {
      return circle.radius() * circle.radius();
    }
    return shape instanceof Square square ? square.side() * square.side() : 0;
  }

  private static void records() {
    Everything one = everything(0.0, Float.NaN);
    System.out.println(one);
    System.out.println(one.hashCode());
    System.out.println(one.equals(everything(0.0, Float.NaN)));
    System.out.println(one.equals(everything(-0.0, Float.NaN)));
    System.out.println(one.equals(everything(0.0, 1)));
    Object nothing = null;
    Object text = "text";
    System.out.println(one.equals(nothing) + " " + one.equals(text));
    System.out.println(new Everything(false, (byte) 0, (short) 0, 'a', 0, 0, 0, 0, null, null));
    System.out.println(new Nothing() + " " + new Nothing().hashCode());
    System.out.println(new Nothing().equals(new Nothing()));
    Pair<String, Integer> pair = new Pair<>("x", 1);
    System.out.println(pair + " " + pair.hashCode() + " " + pair.equals(new Pair<>("x", 2)));
    System.out.println(pair.compareTo(new Pair<>("y", 1)));
    Function<Pair<String, Integer>, String> getter = Pair::first;
    System.out.println(getter.apply(pair));
  }

  private static Everything everything(double fine, float rough) {
    return new Everything(
        true, (byte) -3, (short) 300, 'z', 1 << 30, 1L << 40, rough, fine, "t", Arrays.asList("l"));
  }

  private static void nests() {
    Language language = new Language();
    Inner inner = language.new Inner();
    System.out.println(inner.reads() + " " + language.secret);
    Base base = new Base();
    base.hidden++;
    System.out.println(base.hidden() + " " + Base.counted(base.hidden));
    Derived derived = new Derived();
    System.out.println(derived.own() + " " + ((Base) derived).hidden);
    IntSupplier bound = language::secret;
    Function<Integer, Integer> counted = Base::counted;
    Supplier<Base> made = Base::new;
    System.out.println(bound.getAsInt() + " " + counted.apply(1) + " " + made.get().hidden);
    Runnable anonymous =
        new Runnable() {
          @Override
          public void run() {
            language.secret = 99;
          }
        };
    anonymous.run();
    System.out.println(language.secret());
  }
}
