// SPDX-License-Identifier: Apache-2.0
package dev.hangup.faketelling;

import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Two pieces of code, and four things told. */
public final class TellingModule implements StackModule {

  private static final Signatures LIBRARY = Signatures.of("library.", "Connection");

  @Override
  public String name() {
    return "telling";
  }

  @Override
  public List<String> stateOwners() {
    return List.of("library.InNoVersion", "library.Connection");
  }

  @Override
  public List<TapPoint> tapPoints() {
    TapPoint.In decoder = LIBRARY.in("library.Decoder");
    TapPoint.Tapped decode = decoder.method("int decode(String, int)");
    return List.of(
        decoder.method("(Connection)").advice("dev.hangup.faketelling.Births::born"),
        decode.advice("dev.hangup.faketelling.Births::decode"),
        decode.tells(News.CLOSED, "this.connection", "0", "java.lang.Integer"),
        decode.tells(News.HANDLER_FAILED, "this.connection", "0"),
        LIBRARY.in("library.Desk").method("void work(Connection)").tells(News.LOCAL_CLOSE, "0"),
        LIBRARY
            .in("library.Desk")
            .method("void fail(Connection, Throwable)")
            .tells(News.HANDLER_FAILED, "0", "1.getCause()", "java.lang.IllegalStateException"),
        LIBRARY
            .in("library.Desk")
            .method("void leave(Connection)")
            .tells(News.CLOSED, "0.story")
            .optional());
  }
}
