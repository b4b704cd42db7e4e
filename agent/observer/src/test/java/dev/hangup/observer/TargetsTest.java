// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import org.junit.jupiter.api.Test;
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
          /chat                             , example.org:65536 ,     ,        , example.org , -1   , /chat ,
          /chat;jsessionid=1A2B/x;y=z?a;b   , example.org    , ws     , ws     , example.org , 80   , /chat/x , a;b
          ;jsessionid=1A2B                  , example.org    , ws     , ws     , example.org , 80   , /     ,
          ftp://h.example/x                 ,                ,        ,        , h.example   , -1   , /x    ,
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

  @Test
  void whatAPeerWroteIsBounded() {
    Target target =
        Targets.of(
            Handshake.asServer("netty")
                .target("/" + "p".repeat(2000) + "?" + "q".repeat(2000))
                .header("host", "h".repeat(300)));

    assertThat(target.path()).hasSize(1024);
    assertThat(target.query()).hasSize(1024);
    assertThat(target.host()).hasSize(255);
  }

  @ParameterizedTest(name = "of {0} at {1} is kept {2}")
  @CsvSource({
    "/chat                               , h.example    , /chat",
    "/chat;jsessionid=1A2B/x?token=secret, h.example    , /chat/x",
    "wss://user:secret@h.example/feed?a=b,              , /feed",
    "wss://[::1]:8443/feed               ,              , /feed",
    "wss://h.example                     ,              , /",
    "http://h.example/feed?a=b           , g.example:81 , /feed",
  })
  void anOpenConnectionKeepsWhatIsReported(String given, String host, String kept) {
    Handshake handshake = Handshake.asClient("netty").target(given).header("host", host);
    Target before = Targets.of(handshake);
    Targets.settle(handshake, before, false);
    Target after = Targets.of(handshake);

    assertThat(handshake.target()).isEqualTo(kept);
    assertThat(after)
        .isEqualTo(new Target(before.scheme(), before.host(), before.port(), before.path(), null));
  }

  @Test
  void theQueryIsKeptWhereItIsWanted() {
    Handshake handshake = Handshake.asClient("netty").target("wss://h.example/feed?a=b#c");
    Target before = Targets.of(handshake);
    Targets.settle(handshake, before, true);

    assertThat(handshake.target()).isEqualTo("/feed?a=b");
    assertThat(Targets.of(handshake)).isEqualTo(before);
  }
}
