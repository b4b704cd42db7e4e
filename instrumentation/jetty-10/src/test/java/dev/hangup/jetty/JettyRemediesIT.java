// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty9.JettyRemedies;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JettyRemediesIT extends JettyRemedies {

  @Override
  protected List<StackVersion> versions() {
    return Stream.of("jetty-10.txt", "jetty-11.txt", "jetty-12.txt")
        .map(Matrix::read)
        .flatMap(matrix -> Stream.of(matrix.floor(), matrix.newest()))
        .toList();
  }

  @Override
  protected StackUnderTest application(StackVersion version) {
    String generation = version.version().startsWith("12.") ? "12" : "10";
    return Library.shared(version)
        .application("dev.hangup.jetty.Jetty" + generation + "Application");
  }

  /** Where Jetty does not cut what comes, a frame has a limit of its own. */
  @ParameterizedTest
  @MethodSource("versions")
  void aFrameIsNoLongerTooBig(StackVersion version) throws Exception {
    Options uncut = Options.at("/echo/uncut");
    served(version, uncut, peer -> tooBig(peer, "Binary", "setMaxFrameSize"));
    served(version, uncut.withMaxFrame(ENOUGH), peer -> echoes(peer, "Binary"));
  }
}
