// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.war;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Says what it is told. */
@ServerEndpoint("/talk/{room}")
public class Talk {

  @OnMessage
  public String said(String text) {
    return text;
  }
}
