// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/**
 * After how many silent seconds the usual boxes between client and server give up a connection when
 * their settings were not changed.
 */
enum IdleDefault {
  S30(30, "Google Cloud load balancers (backend time-out) and Jetty"),
  S55(55, "the Heroku router"),
  S60(60, "nginx (proxy_read_timeout) and AWS Application Load Balancers"),
  S100(100, "Cloudflare"),
  S120(120, "IIS and HTTP.sys"),
  S240(240, "Azure Load Balancer"),
  S300(300, "Envoy's streams (also in Istio and other meshes)"),
  S350(350, "AWS Network Load Balancers and NAT gateways"),
  S600(600, "AWS API Gateway and Google Cloud's firewall"),
  S3600(3600, "Envoy's connections and OpenShift's router (timeout tunnel)");

  private static final long SECOND = 1_000_000_000L;
  private static final IdleDefault[] ALL = values();

  private final int seconds;
  private final String owner;

  IdleDefault(int seconds, String owner) {
    this.seconds = seconds;
    this.owner = owner;
  }

  int seconds() {
    return seconds;
  }

  /** Goes after "the usual idle limit of". */
  String owner() {
    return owner;
  }

  /** The default a silent spell points to, being within 2 % of it. */
  static @Nullable IdleDefault near(long silence) {
    for (IdleDefault each : ALL) {
      if (Math.abs(silence - each.seconds * SECOND) <= each.seconds * SECOND / 50) {
        return each;
      }
    }
    return null;
  }
}
