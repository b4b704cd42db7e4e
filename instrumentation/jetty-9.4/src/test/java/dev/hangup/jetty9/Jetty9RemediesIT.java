// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;

class Jetty9RemediesIT extends JettyRemedies {

  @Override
  protected List<StackVersion> versions() {
    return Matrix.read("jetty-9.4.txt").chosen();
  }

  @Override
  protected StackUnderTest application(StackVersion version) {
    return Library.shared(version).application("dev.hangup.jetty9.Jetty9Application");
  }
}
