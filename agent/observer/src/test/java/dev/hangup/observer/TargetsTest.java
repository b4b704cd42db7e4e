// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

  @ParameterizedTest(name = "{0} at {1} by {2}")
  @CsvSource(
      textBlock =
          """
          # target                          , Host header    , scheme , scheme , host        , port , path  , query
          /chat?room=1                      , example.org    , ws     , ws     , example.org , 80   , /chat , room=1
          /chat                             , example.org:81 , http   , ws     , example.org , 81   , /chat ,
          /chat                             , '[::1]:8080'   , https  , wss    , ::1         , 8080 , /chat ,
          ws://h.example/feed?a=b#c         ,                ,        , ws     , h.example   , 80   , /feed , a=b
          wss://user:secret@h.example:9443  ,                ,        , wss    , h.example   , 9443 , /     ,
          wss://h.example?x=1               ,                ,        , wss    , h.example   , 443  , /     , x=1
          /redirect?to=ws://evil/x          , example.org    ,        ,        , example.org , -1   , /redirect , to=ws://evil/x
          /chat                             , example.org:xx ,        ,        , example.org , -1   , /chat ,
          ,                                 ,                ,        ,        , -1   ,      ,
          """,
      ignoreLeadingAndTrailingWhitespace = true)
  void aTargetIsTakenApart(
      String target,
      String hostHeader,
      String given,
      String scheme,
      String host,
      String port,
      String path,
      String query) {
    Handshake handshake =
        Handshake.asServer("netty").target(target).scheme(given).header("Host", hostHeader);

    if (target == null) {
      assertThat(Targets.of(handshake)).isEqualTo(new Target(null, null, -1, null, null));
    } else {
      assertThat(Targets.of(handshake))
          .isEqualTo(new Target(scheme, host, Integer.parseInt(port), path, query));
    }
  }
}
