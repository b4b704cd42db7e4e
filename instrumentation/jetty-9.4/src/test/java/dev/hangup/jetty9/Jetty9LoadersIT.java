// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.stream.Stream;

class Jetty9LoadersIT extends JettyLoaders {

  @Override
  protected Stream<StackVersion> versions() {
    Matrix matrix = Matrix.read("jetty-9.4.txt");
    return Stream.of(matrix.floor(), matrix.newest());
  }

  /** In 9.4.0 the word that all is over may get lost when the pool of threads stops too. */
  @Override
  protected Stream<StackVersion> versionsThatTellTheirStop() {
    return Stream.of(Matrix.read("jetty-9.4.txt").newest());
  }

  @Override
  protected List<Library> applications(StackVersion version) {
    return Library.overLoaders(version, 2, "websocket-");
  }

  @Override
  protected StackUnderTest application(Library library) {
    return library.application("dev.hangup.jetty9.Jetty9Application");
  }
}
