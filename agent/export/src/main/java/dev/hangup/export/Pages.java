// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.IOException;

/** What a scraper gets to read. */
interface Pages {

  /** The whole answer to one request, as it goes to the wire. */
  byte[] answer(ScrapeRequest request) throws IOException;
}
