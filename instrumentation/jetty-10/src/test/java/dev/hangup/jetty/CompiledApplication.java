// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** An application that is compiled against the version of Jetty under test. */
abstract class CompiledApplication extends dev.hangup.testkit.CompiledApplication {

  CompiledApplication(String source, String... replacements) {
    super(source, replacements);
  }

  static boolean has(String className) {
    return has(CompiledApplication.class, className);
  }
}
