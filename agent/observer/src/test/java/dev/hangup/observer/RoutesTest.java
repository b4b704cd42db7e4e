// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
          /chat;jsessionid=1A2B/x                       , /chat/x
          /ws/017/qzkwhfpa/websocket                    , /ws/{id}/{id}/websocket
          """)
  void segmentsThatLookLikeIdsAreFolded(String path, String route) {
    assertThat(new Routes(List.of()).of(path, null)).isEqualTo(route);
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

    assertThat(routes.of(path, null)).isEqualTo(route);
  }

  @Test
  void theStacksTemplateWinsOverAll() {
    assertThat(new Routes(List.of("/chat/*")).of("/chat/lobby", "/chat/{room}"))
        .isEqualTo("/chat/{room}");
  }

  @Test
  void withoutAPathThereIsNoRoute() {
    assertThat(new Routes(List.of()).of(null, null)).isNull();
  }

  @Test
  void anAttackerWithManyPathsGetsOneRoute() {
    Routes routes = new Routes(List.of());
    for (char a = 'a'; a <= 'z'; a++) {
      for (char b = 'a'; b <= 'z'; b++) {
        routes.of("/" + a + b, null);
      }
    }

    assertThat(routes.of("/zzz", null)).isEqualTo(Routes.OTHER);
    assertThat(routes.of("/aa", null)).isEqualTo("/aa");
    assertThat(routes.of("/" + "x/".repeat(200), null)).isEqualTo(Routes.OTHER);
  }
}
