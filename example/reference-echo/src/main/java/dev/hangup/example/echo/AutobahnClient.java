// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import java.io.IOException;
import java.net.URI;

/**
 * Goes through the cases of a fuzzing server: asks how many, plays each, has the report written.
 */
final class AutobahnClient {

  private static final String AGENT = "hangup-codec";

  private AutobahnClient() {}

  static void run(URI server) throws IOException {
    int cases = Integer.parseInt(FirstText.of(server.resolve("/getCaseCount")).strip());
    System.out.println(cases + " cases");
    for (int i = 1; i <= cases; i++) {
      URI uri = server.resolve("/runCase?case=" + i + "&agent=" + AGENT);
      try {
        EchoClient.run(uri, violation -> {});
      } catch (IOException dropped) {
        // Some cases end in a reset; the server's report says whether that was right.
      }
    }
    EchoClient.run(server.resolve("/updateReports?agent=" + AGENT), violation -> {});
  }
}
