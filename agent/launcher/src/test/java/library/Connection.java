// SPDX-License-Identifier: Apache-2.0
package library;

import java.util.ArrayList;
import java.util.List;

/** Owns the state, like Netty's channel. */
public class Connection {

  /** What happened, in order: written by the library and by the advice. */
  public final List<String> story = new ArrayList<>();
}
