// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Holds one conversation per line it reads, so that somebody may attach in between. */
public final class Waiting {

  private Waiting() {}

  public static void main(String[] arguments) throws Exception {
    Echo.run("clean");
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String story = in.readLine(); story != null; story = in.readLine()) {
      Echo.run(story);
      System.out.println("done");
    }
  }
}
