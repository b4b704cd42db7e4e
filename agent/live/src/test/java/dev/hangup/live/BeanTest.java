// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.live.bean.WebSockets;
import dev.hangup.tap.Wire;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

/** What JMX shows. */
class BeanTest {

  private final Scene scene = new Scene();
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();

  private Object get(String attribute) throws Exception {
    return server.getAttribute(new ObjectName("dev.hangup:type=WebSockets"), attribute);
  }

  @Test
  void theBeanSaysWhatIsOpenOverdueAndCounted() throws Exception {
    Scene.drop(scene.open("/chat"));
    scene.begin("netty", "/").refused(404, null);
    scene.open("/chat");
    Wire closing = scene.open("/chat");
    Scene.self(closing, 0x88, "03E8");
    Wire asking = scene.open("/feed");
    Scene.self(asking, 0x89, "01");
    scene.after(31);
    WebSockets.register(server, scene.live, "1.0");

    assertThat(get("Version")).isEqualTo("1.0");
    assertThat(get("Open")).isEqualTo(3L);
    assertThat(get("OverdueClosing")).isEqualTo(1L);
    assertThat(get("OverduePing")).isEqualTo(1L);
    assertThat(get("OverdueHandshake")).isEqualTo(0L);
    assertThat(get("LongestSilence")).isEqualTo(31.0);
    assertThat(get("Opened")).isEqualTo(4L);
    assertThat(get("Closed")).isEqualTo(1L);
    assertThat(get("ClosedAbnormally")).isEqualTo(1L);
    assertThat(get("HandshakesFailed")).isEqualTo(1L);
    CompositeData[] routes = (CompositeData[]) get("Routes");
    assertThat(routes).hasSize(2);
    assertThat(routes[0].get("route")).isEqualTo("/chat");
    assertThat(routes[0].get("open")).isEqualTo(2L);
    assertThat(routes[0].get("overdueClosing")).isEqualTo(1L);
    assertThat(routes[1].get("longestAge")).isEqualTo(31.0);
  }

  @Test
  void anUpgradeThatHasHadNoAnswerIsOverdue() throws Exception {
    scene.begin("netty", "/slow");
    scene.after(31);
    WebSockets.register(server, scene.live, "1.0");

    assertThat(get("OverdueHandshake")).isEqualTo(1L);
    assertThat(get("Open")).isEqualTo(0L);
    CompositeData[] routes = (CompositeData[]) get("Routes");
    assertThat(routes)
        .singleElement()
        .satisfies(route -> assertThat(route.get("overdueHandshake")).isEqualTo(1L));
  }
}
