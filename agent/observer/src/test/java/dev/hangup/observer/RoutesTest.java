// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      textBlock =
          """
          /                                             , /
          /chat                                         , /chat
          /chat/                                        , /chat
          /chat/42                                      , /chat/{id}
          /v1/chat                                      , /v1/chat
          /room-17/feed                                 , /room-17/feed
          /room-1784/feed                               , /{id}/feed
          /u/550e8400-e29b-41d4-a716-446655440000/inbox , /u/{id}/inbox
          /s/deadbeef                                   , /s/deadbeef
          /s/deadbee7                                   , /s/{id}
          /t/eyJhbGciOiJIUzI1NiJ9                       , /t/{id}
          /subscriptions                                , /subscriptions
          /a/ana%40example.org                          , /a/{id}
          /a/ana@example.org                            , /a/{id}
          /ws/017/qzkwhfpa/websocket                    , /ws/{id}/{id}/websocket
          """)
  void segmentsThatLookLikeIdsAreFolded(String path, String route) {
    assertThat(new Routes(List.of()).opened(path, null)).isEqualTo(route);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      textBlock =
          """
          /chat/lobby    , /chat/*
          /chat/a/b/c    , /chat/*
          /chat          , /chat
          /feed/EURUSD   , /feed/{symbol}
          /feed/EURUSD/1 , /feed/EURUSD/{id}
          /x/tenant/live , /x/*/live
          """)
  void thePatternsOfTheUserWinOverFolding(String path, String route) {
    Routes routes = new Routes(List.of("/chat/*", "/feed/{symbol}", "/x/*/live"));

    assertThat(routes.opened(path, null)).isEqualTo(route);
  }

  @Test
  void theStacksTemplateWinsOverAll() {
    assertThat(new Routes(List.of("/chat/*")).opened("/chat/lobby", "/chat/{room}"))
        .isEqualTo("/chat/{room}");
  }

  @Test
  void withoutAPathThereIsNoRoute() {
    assertThat(new Routes(List.of()).opened(null, null)).isNull();
  }

  @Test
  void anAttackerWithManyPathsGetsOneRoute() {
    Routes routes = new Routes(List.of());
    Set<String> given = new HashSet<>();
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'z'; b++) {
        given.add(routes.opened("/" + a + b, null));
      }
    }

    assertThat(given).hasSize(Routes.MOST + 1).contains(Routes.OTHER);
    assertThat(routes.opened("/zzz", null)).isEqualTo(Routes.OTHER);
    assertThat(routes.opened("/aa", null)).isEqualTo("/aa");
    assertThat(routes.opened("/" + "x/".repeat(200), null)).isEqualTo(Routes.OTHER);
  }

  @Test
  void whoIsRefusedTakesNoPlaceAndGetsNoneThatIsNew() {
    Routes routes = new Routes(List.of("/feed/*"));
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'z'; b++) {
        assertThat(routes.refused("/" + a + b, null)).isNull();
      }
    }
    routes.opened("/chat/42", null);

    assertThat(routes.refused("/chat/43", null)).isEqualTo("/chat/{id}");
    assertThat(routes.refused("/feed/EURUSD", null)).isEqualTo("/feed/*");
    assertThat(routes.refused("/room/7", "/room/{room}")).isEqualTo("/room/{room}");
    assertThat(routes.refused("/" + "x/".repeat(200), null)).isNull();
    assertThat(routes.refused(null, null)).isNull();
    assertThat(routes.opened("/quiz", null)).isEqualTo("/quiz");
  }

  @Test
  void templatesAndPatternsTakeNoPlace() {
    Routes routes = new Routes(List.of("/feed/*"));
    for (int i = 0; i < Routes.MOST_TEMPLATES; i++) {
      assertThat(routes.opened("/x", "/room" + i + "/{room}")).isEqualTo("/room" + i + "/{room}");
      assertThat(routes.opened("/feed/" + i, null)).isEqualTo("/feed/*");
    }
    for (char a = 'a'; a <= 'z'; a++) {
      assertThat(routes.opened("/" + a, null)).isEqualTo("/" + a);
    }
    assertThat(routes.opened("/x", "/room7/{room}")).isEqualTo("/room7/{room}");
  }

  /** Were paths taken for templates by mistake, they would still not fill the memory. */
  @Test
  void evenTemplatesAreBounded() {
    Routes routes = new Routes(List.of());
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      given.add(routes.opened("/x", "/template" + i));
    }

    assertThat(given).hasSize(Routes.MOST_TEMPLATES + 1).contains(Routes.OTHER);
  }
}
