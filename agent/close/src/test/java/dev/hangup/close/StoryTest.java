// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoryTest {

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  static List<Tale> tales() {
    return Tale.ALL;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void theConnectionTellsItsStory(Tale tale) {
    assertThat(Story.of(new Facts(tale.connection().account()))).isEqualTo(tale.story());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void theNearestNeighbourTellsAnother(Tale tale) {
    Story neighbour = Story.of(new Facts(tale.neighbour().account()));

    assertThat(neighbour).isEqualTo(tale.neighbourStory()).isNotEqualTo(tale.story());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void codeAndCauseFollowTheWire(Tale tale) {
    Account account = tale.connection().account();
    Diagnosis diagnosis = diagnostician.diagnose(account);

    assertThat(diagnosis.code()).isEqualTo(tale.code());
    assertThat(diagnosis.cause()).isEqualTo(tale.cause());
    assertThat(diagnosis.name())
        .isEqualTo(SubprotocolCode.name(new Facts(account), CloseCodes.of(tale.code())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void theCatalogueKnowsThatTheCodeComesWithTheCause(Tale tale) {
    if (tale.cause() != null) {
      assertThat(CloseCodes.of(tale.code()).causes()).contains(tale.cause());
      assertThat(tale.story().causes()).contains(tale.cause());
    }
  }

  @Test
  void everyStoryIsTold() {
    Set<Story> told = Tale.ALL.stream().map(Tale::story).collect(Collectors.toSet());

    assertThat(told).containsExactlyInAnyOrder(Story.values());
  }

  @Test
  void everyCauseHasAStory() {
    Set<Cause> told = EnumSet.noneOf(Cause.class);
    for (Tale tale : Tale.ALL) {
      if (tale.cause() != null) {
        told.add(tale.cause());
      }
    }

    assertThat(told).containsExactlyInAnyOrder(Cause.values());
  }
}
