// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.codec.WireCloseCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodesTest {

  @ParameterizedTest(name = "{0} is {2}")
  @CsvSource(
      textBlock =
          """
          # code , row        , name                 , travels, sent by       , error for
          -1     , 5000-65535 , Out of Range         , no     , nobody        , nobody
          0      , 0-999      , Not Used             , no     , nobody        , nobody
          999    , 0-999      , Not Used             , no     , nobody        , nobody
          1000   , 1000       , Normal Closure       , yes    , client server , nobody
          1001   , 1001       , Going Away           , yes    , client server , nobody
          1002   , 1002       , Protocol Error       , yes    , client server , client server
          1003   , 1003       , Unsupported Data     , yes    , client server , client server
          1004   , 1004       , Reserved             , no     , nobody        , nobody
          1005   , 1005       , No Status Received   , no     , nobody        , nobody
          1006   , 1006       , Abnormal Closure     , no     , nobody        , client server
          1007   , 1007       , Invalid Payload Data , yes    , client server , client server
          1008   , 1008       , Policy Violation     , yes    , client server , client
          1009   , 1009       , Message Too Big      , yes    , client server , client server
          1010   , 1010       , Mandatory Extension  , yes    , client        , client server
          1011   , 1011       , Internal Error       , yes    , client server , client server
          1012   , 1012       , Service Restart      , yes    , server        , nobody
          1013   , 1013       , Try Again Later      , yes    , server        , nobody
          1014   , 1014       , Bad Gateway          , yes    , server        , client server
          1015   , 1015       , TLS Handshake        , no     , nobody        , client server
          1016   , 1016-2999  , Unassigned           , yes    , nobody        , nobody
          1999   , 1016-2999  , Unassigned           , yes    , nobody        , nobody
          2000   , 1016-2999  , Unassigned           , yes    , nobody        , nobody
          2999   , 1016-2999  , Unassigned           , yes    , nobody        , nobody
          3000   , 3000       , Unauthorized         , yes    , client server , client
          3001   , 3000-3999  , Registered Use       , yes    , client server , nobody
          3002   , 3000-3999  , Registered Use       , yes    , client server , nobody
          3003   , 3003       , Forbidden            , yes    , client server , client
          3004   , 3000-3999  , Registered Use       , yes    , client server , nobody
          3007   , 3000-3999  , Registered Use       , yes    , client server , nobody
          3008   , 3008       , Timeout              , yes    , client server , nobody
          3009   , 3000-3999  , Registered Use       , yes    , client server , nobody
          3999   , 3000-3999  , Registered Use       , yes    , client server , nobody
          4000   , 4000-4999  , Private Use          , yes    , client server , nobody
          4999   , 4000-4999  , Private Use          , yes    , client server , nobody
          5000   , 5000-65535 , Out of Range         , no     , nobody        , nobody
          65535  , 5000-65535 , Out of Range         , no     , nobody        , nobody
          65536  , 5000-65535 , Out of Range         , no     , nobody        , nobody
          """)
  void everyCodeOfTheRegistryAndEveryBoundaryHasItsRow(
      int code, String row, String name, String travels, String sentBy, String errorFor) {
    CloseCode found = CloseCodes.of(code);

    assertThat(found.key()).isEqualTo(row);
    assertThat(found.name()).isEqualTo(name);
    assertThat(found.travels()).isEqualTo(travels.equals("yes"));
    assertThat(found.mayBeSentBy(Role.CLIENT)).isEqualTo(sentBy.contains("client"));
    assertThat(found.mayBeSentBy(Role.SERVER)).isEqualTo(sentBy.contains("server"));
    assertThat(found.isErrorFor(Role.CLIENT)).isEqualTo(errorFor.contains("client"));
    assertThat(found.isErrorFor(Role.SERVER)).isEqualTo(errorFor.contains("server"));
  }

  @Test
  void theCatalogueAndTheCodecAgreeOnWhatMayTravel() {
    for (int code = 0; code <= 65_535; code++) {
      assertThat(CloseCodes.of(code).travels())
          .as("code %d", code)
          .isEqualTo(WireCloseCodes.mayTravel(code));
    }
  }

  @Test
  void rowsCoverEveryCodeOnceAndKnowWhatIsTheirs() {
    for (int code = 0; code <= 65_535; code++) {
      CloseCode row = CloseCodes.of(code);
      assertThat(row.covers(code)).as("code %d", code).isTrue();
      assertThat(CloseCodes.all()).contains(row);
    }
  }

  @Test
  void everyRowSaysWhereItIsDefined() {
    assertThat(CloseCodes.all())
        .allSatisfy(
            row -> {
              assertThat(row.reference()).isNotBlank();
              assertThat(row.link()).startsWith("https://");
              assertThat(row.causes()).isNotEmpty();
            });
  }
}
