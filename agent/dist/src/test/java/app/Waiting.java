// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/**
 * Holds one conversation per line it reads, so that somebody may attach in between; a line that is
 * an address is fetched.
 */
public final class Waiting {

  private Waiting() {}

  public static void main(String[] arguments) throws Exception {
    Echo.run("clean");
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String story = in.readLine(); story != null; story = in.readLine()) {
      if (story.startsWith("http:")) {
        fetch(story);
      } else {
        Echo.run(story);
      }
      System.out.println("done");
    }
  }

  private static void fetch(String address) throws IOException {
    try (InputStream in = new URL(address).openStream()) {
      Echo.read(in, Echo.MOST);
    }
  }
}
