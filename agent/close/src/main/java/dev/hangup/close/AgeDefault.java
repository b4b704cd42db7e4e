// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/** The age at which the usual boxes between client and server cut a connection that is in use. */
enum AgeDefault {
  // https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts: a route's timeout is 15
  // s
  S15(15, "Envoy's routes (timeout; also in Istio and other meshes)"),
  // https://cloud.google.com/load-balancing/docs/https: the backend service timeout ends
  // WebSockets, idle or not
  S30(30, "Google Cloud load balancers (backend service time-out)"),
  // https://cloud.google.com/run/docs/triggering/websockets: 5 minutes by default, 60 at most
  S300(300, "Google Cloud Run (request time-out)"),
  S3600(3600, "Google Cloud Run (request time-out, the most it can be set to)"),
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
  S7200(7200, "AWS API Gateway (connection duration, which cannot be raised)");

  private static final long SECOND = 1_000_000_000L;
  private static final AgeDefault[] ALL = values();

  private final int seconds;
  private final String owner;

  AgeDefault(int seconds, String owner) {
    this.seconds = seconds;
    this.owner = owner;
  }

  int seconds() {
    return seconds;
  }

  /** Goes after "the usual limit of". */
  String owner() {
    return owner;
  }

  /** The default an age points to, being within 2 % of it. */
  static @Nullable AgeDefault near(long age) {
    for (AgeDefault each : ALL) {
      if (Math.abs(age - each.seconds * SECOND) <= each.seconds * SECOND / 50) {
        return each;
      }
    }
    return null;
  }
}
