// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * What tells a request for WebSocket from all others. A proxy that does not know of upgrades takes
 * {@code Upgrade} away and leaves the rest.
 */
final class WebSocketHeaders {

  private WebSocketHeaders() {}

  static boolean areIn(Request request) {
    if (request.getMetaData() == null) {
      return false;
    }
    HttpFields fields = request.getHttpFields();
    for (int i = 0; i < fields.size(); i++) {
      HttpField field = fields.getField(i);
      HttpHeader header = field.getHeader();
      if (header == HttpHeader.SEC_WEBSOCKET_KEY
          || header == HttpHeader.SEC_WEBSOCKET_VERSION
          || (header == HttpHeader.UPGRADE && "websocket".equalsIgnoreCase(field.getValue()))) {
        return true;
      }
    }
    return false;
  }
}
