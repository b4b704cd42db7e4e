// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/**
 * After how many silent seconds the usual boxes between client and server give up a connection when
 * their settings were not changed.
 */
enum IdleDefault {
  // https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries
  // https://jetty.org/docs/jetty/12/programming-guide/server/websocket.html
  // https://github.com/eclipse-ee4j/tyrus/issues/465
  S30(30, "Google Cloud load balancers (backend time-out), Jetty, and Tyrus on Grizzly"),

  // https://devcenter.heroku.com/articles/websockets#timeouts
  S55(55, "the Heroku router"),

  // https://nginx.org/en/docs/http/websocket.html
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
  // https://pekko.apache.org/docs/pekko-http/current/configuration.html
  S60(60, "nginx (proxy_read_timeout), AWS Application Load Balancers, and Pekko and Akka HTTP"),

  // https://www.playframework.com/documentation/latest/SettingsPekkoHttp
  S75(75, "Play (play.server.http.idleTimeout)"),

  // https://github.com/buildbot/buildbot/issues/4078
  S100(100, "Cloudflare"),

  // https://learn.microsoft.com/iis/configuration/system.applicationhost/sites/sitedefaults/limits
  // https://developers.cloudflare.com/fundamentals/reference/connection-limits/
  S120(120, "IIS and HTTP.sys, and Cloudflare (proxy read time-out)"),

  // https://github.com/traefik/traefik/issues/8668
  S180(180, "Traefik (idleTimeout)"),

  // https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout
  // https://wso2.com/bijira/docs/cloud/create-api-proxy/my-apis/websocket/quotas-and-limitations/
  S240(240, "Azure Load Balancer and WSO2's gateway"),

  // https://github.com/cloudflare/cloudflare-docs/pull/3405
  S270(270, "Cloudflare Gateway"),

  // https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts
  // https://learn.microsoft.com/azure/frontdoor/standard-premium/websocket
  S300(300, "Envoy's streams (also in Istio and other meshes) and Azure Front Door"),

  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
  S350(350, "AWS Network Load Balancers and NAT gateways"),

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-working-with.websockets.html
  // https://cloud.google.com/firewall/docs/firewalls#connection-tracking
  S600(600, "AWS API Gateway, Amazon CloudFront, and Google Cloud's firewall"),

  // https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts
  // https://docs.openshift.com/container-platform/latest/networking/routes/route-configuration.html
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
