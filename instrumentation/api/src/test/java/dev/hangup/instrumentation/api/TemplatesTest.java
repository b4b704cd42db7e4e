// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /rooms/7/talk                  , /rooms/{room}/talk , /rooms/{room}/talk
          /shop/rooms/7/talk             , /rooms/{room}/talk , /shop/rooms/{room}/talk
          http://here/shop/feed?since=/1 , /feed              , /shop/feed
          /shop/api/feed/7               , /feed/*            , /shop/api/feed/*
          /shop/rooms/7/hear             , /rooms/{room}/talk ,
          /rooms                         , /rooms/{room}/talk ,
          /shop/a/b                      , /a/**              ,
          http://here                    , /feed              ,
          /shop/feed                     , .*feed             ,
          """)
  void whatStandsBeforeATemplateIsFoundInThePath(String target, String template, String route) {
    assertThat(Templates.route(target, template)).isEqualTo(route);
  }
}
