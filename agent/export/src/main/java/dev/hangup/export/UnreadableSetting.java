// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import org.jspecify.annotations.Nullable;

/** A setting whose value cannot be used. Its message says why, without the value. */
final class UnreadableSetting extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String setting;

  UnreadableSetting(String setting, String reason) {
    super(reason);
    this.setting = setting;
  }

  String setting() {
    return setting;
  }

  /** The one behind what the SDK's own parts have made of it. */
  static @Nullable UnreadableSetting behind(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnreadableSetting unreadable) {
        return unreadable;
      }
    }
    return null;
  }
}
