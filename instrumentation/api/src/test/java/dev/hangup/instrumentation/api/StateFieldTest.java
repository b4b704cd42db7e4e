// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFieldTest {

  /** As a library class is after the agent gave it the field. */
  public static class Given {
    @SuppressWarnings("MemberName") // as it is injected
    public transient @Nullable Object hangup$wire;
  }

  /** As a library class is that was loaded before the agent came. */
  static class LoadedBefore {}

  private static final StateField STATE = StateField.of(Given.class);
  private static final StateField LATE = StateField.of(LoadedBefore.class);

  /** The ways to hang state somewhere. */
  enum Place {
    FIELD,
    TABLE,
    NOT_A_SUBCLASS;

    StateField field() {
      return this == TABLE ? LATE : STATE;
    }

    Object newOwner() {
      return switch (this) {
        case FIELD -> new Given();
        case TABLE -> new LoadedBefore();
        case NOT_A_SUBCLASS -> new Object();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void stateComesBackFromTheObjectItWasGivenTo(Place place) {
    Object owner = place.newOwner();
    Object other = place.newOwner();

    place.field().set(owner, "state");

    assertThat(place.field().get(owner)).isEqualTo("state");
    assertThat(place.field().get(other)).isNull();
    place.field().set(owner, null);
    assertThat(place.field().get(owner)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aReaderFindsWhatTheFieldDoes(Place place) {
    StateField.Reader reader = place.field().reader();
    Object owner = place.newOwner();

    assertThat(reader.get(owner)).isNull();
    place.field().set(owner, "state");

    assertThat(reader.get(owner)).isEqualTo("state");
    assertThat(reader.get(place.newOwner())).isNull();
    place.field().set(owner, null);
    assertThat(reader.get(owner)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoWhoSetItOneWins(Place place) {
    Object owner = place.newOwner();

    assertThat(place.field().compareAndSet(owner, null, "first")).isTrue();
    assertThat(place.field().compareAndSet(owner, null, "second")).isFalse();
    assertThat(place.field().get(owner)).isEqualTo("first");
    assertThat(place.field().compareAndSet(owner, "first", "third")).isTrue();
    assertThat(place.field().compareAndSet(owner, "third", null)).isTrue();
    assertThat(place.field().compareAndSet(owner, null, null)).isTrue();
    assertThat(place.field().get(owner)).isNull();
  }

  @Test
  void theFieldHoldsItWhereThereIsOne() {
    Given owner = new Given();

    STATE.set(owner, "state");

    assertThat(owner.hangup$wire).isEqualTo("state");
    assertThat(STATE.table().size()).isZero();
  }

  @Test
  void theRightsOfTheAgentReachClassesThatAreNotPublic() {
    StateField.useLookups(owner -> MethodHandles.privateLookupIn(owner, MethodHandles.lookup()));
    try {
      StateField field = StateField.of(Hidden.class);
      Hidden owner = new Hidden();

      field.set(owner, "state");

      assertThat(owner.hangup$wire).isEqualTo("state");
    } finally {
      StateField.useLookups(owner -> MethodHandles.publicLookup());
    }
  }

  private static final class Hidden {
    @SuppressWarnings("MemberName") // as it is injected
    transient @Nullable Object hangup$wire;
  }

  @Test
  void theTableForgetsWhatIsGone() {
    StateField field = StateField.of(LoadedBefore.class);
    WeakReference<Object> gone = ownerWithState(field);

    for (int i = 0; i < 100 && field.table().size() > 0; i++) {
      System.gc();
    }

    assertThat(gone.get()).isNull();
    assertThat(field.table().size()).isZero();
  }

  /** The code of one tap may have been loaded by another loader than that of the next. */
  @ParameterizedTest
  @EnumSource
  void whoeverLooksForStateOfAClassFindsTheSame(Place place) {
    StateField another = StateField.of(place.field().owner());
    Object owner = place.newOwner();

    place.field().set(owner, "state");

    assertThat(another.get(owner)).isEqualTo("state");
    another.set(owner, null);
    assertThat(place.field().get(owner)).isNull();
  }

  private static WeakReference<Object> ownerWithState(StateField field) {
    Object owner = new LoadedBefore();
    field.set(owner, "state");
    return new WeakReference<>(owner);
  }

  @Test
  void lookingUpStateInAFieldAllocatesNothing() {
    Given owner = new Given();
    STATE.set(owner, "state");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // The JDK links and compiles while it warms up, with garbage of its own on this thread: a byte
    // of
    // ours would show in every round.
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 10 && allocated > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int found = lookUp(owner, 20_000);
      long after = threads.getCurrentThreadAllocatedBytes();
      allocated = Math.min(allocated, after - before);
      assertThat(found).isEqualTo(20_000);
    }

    assertThat(allocated).isZero();
  }

  private static int lookUp(Object owner, int times) {
    int found = 0;
    for (int i = 0; i < times; i++) {
      if (STATE.get(owner) != null) {
        found++;
      }
    }
    return found;
  }
}
