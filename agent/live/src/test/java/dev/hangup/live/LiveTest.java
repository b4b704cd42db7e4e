// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TraceHere;
import dev.hangup.tap.Wire;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTest {

  private final Scene scene = new Scene();

  @Test
  void aCloseIsToldWithWhatItsSpanHas() throws Exception {
    Handshake handshake =
        Handshake.asServer("netty")
            .stackVersion("4.2.20.Final")
            .target("/chat/42?token=secret")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .peer(InetSocketAddress.createUnresolved("192.0.2.7", 4242));
    Wire wire = scene.observation.handshake(handshake);
    wire.opened();
    scene.after(10);
    Scene.peer(wire, "81 82 00000000 6869");
    Scene.self(wire, 0x82, "010203");
    scene.after(61);
    Scene.drop(wire);

    JsonNode end = scene.get("closes").get("ends").get(0);

    assertThat(end.get("number").asInt()).isEqualTo(1);
    assertThat(end.get("kind").asText()).isEqualTo("close");
    assertThat(end.get("time").asText()).isEqualTo("2027-01-15T08:01:11.000Z");
    assertThat(end.get("role").asText()).isEqualTo("server");
    assertThat(end.get("route").asText()).isEqualTo("/chat/{id}");
    assertThat(end.get("path").asText()).isEqualTo("/chat/42");
    assertThat(end.get("code").asInt()).isEqualTo(1006);
    assertThat(end.get("name").asText()).isEqualTo("Abnormal Closure");
    assertThat(end.get("cause").asText()).isEqualTo("idle_drop");
    assertThat(end.get("initiator").asText()).isEqualTo("remote");
    assertThat(end.get("clean").asBoolean()).isFalse();
    assertThat(end.get("abnormal").asBoolean()).isTrue();
    assertThat(end.get("rule").asText()).isNotEmpty();
    assertThat(end.get("evidence").asText()).contains("61.0 s");
    assertThat(end.get("remediation").asText()).isNotEmpty();
    assertThat(end.get("connection").asText()).isEqualTo("b37a4f2cc0624f1690f64606cf385945");
    assertThat(end.get("trace").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(end.get("peer").asText()).isEqualTo("192.0.2.7:4242");
    assertThat(end.get("duration").asInt()).isEqualTo(71);
    assertThat(end.get("idle").asInt()).isEqualTo(61);
    assertThat(end.get("received").get("bytes").asInt()).isEqualTo(2);
    assertThat(end.get("sent").get("maxFrame").asInt()).isEqualTo(3);
    JsonNode frames = end.get("lastFrames");
    assertThat(frames).hasSize(2);
    assertThat(frames.get(0).get("received").asBoolean()).isTrue();
    assertThat(frames.get(0).get("opcode").asInt()).isEqualTo(1);
    assertThat(frames.get(1).get("received").asBoolean()).isFalse();
    assertThat(frames.get(1).get("size").asInt()).isEqualTo(3);
    assertThat(frames.get(1).get("time").asText()).isEqualTo("2027-01-15T08:00:10.000Z");
    assertThat(scene.text("closes")).doesNotContain("secret");
  }

  @Test
  void aTraceOfThisProcessWinsOverTheHeaders() throws Exception {
    Handshake handshake =
        Handshake.asServer("netty")
            .target("/chat")
            .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .context(
                TraceHere.of("11112222333344445555666677778888", "00f067aa0ba902b7", "01", null));
    Wire wire = scene.observation.handshake(handshake);
    wire.opened();
    Scene.drop(wire);

    assertThat(scene.get("closes").get("ends").get(0).get("trace").asText())
        .isEqualTo("11112222333344445555666677778888");
  }

  @Test
  void whatIsNotToBeCapturedIsNotShown() throws Exception {
    Scene discreet =
        new Scene(
            Map.of(
                "hangup.capture.client", "false",
                "hangup.capture.path", "false",
                "hangup.capture.reason", "false"),
            ConnectionEvents.NONE);
    Handshake handshake =
        Handshake.asServer("netty")
            .target("/chat/42")
            .header("X-Forwarded-For", "203.0.113.9")
            .peer(InetSocketAddress.createUnresolved("192.0.2.7", 4242));
    Wire wire = discreet.observation.handshake(handshake);
    wire.opened();
    String open = discreet.text("connections");
    Scene.peer(wire, "88 84 00000000 03F3 6869"); // 1011, "hi"
    Scene.drop(wire);

    assertThat(open + discreet.text("closes") + discreet.text("summary"))
        .doesNotContain("192.0.2.7", "203.0.113.9", "/chat/42", "\"hi\"");
  }

  @Test
  void anUpgradeThatFailedIsAmongTheEnds() throws Exception {
    scene.begin("netty", "/nowhere").refused(404, null);

    JsonNode end = scene.get("closes").get("ends").get(0);
    assertThat(end.get("kind").asText()).isEqualTo("handshake");
    assertThat(end.get("status").asInt()).isEqualTo(404);
    assertThat(end.get("cause").asText()).isEqualTo("not_found");
    assertThat(end.has("code")).isFalse();
    assertThat(scene.get("summary").get("totals").get("handshakesFailed").asInt()).isEqualTo(1);
  }

  @Test
  void theLastThousandAreKeptNewestFirst() throws Exception {
    for (int i = 0; i < Live.ENDS + 5; i++) {
      Scene.drop(scene.open("/chat"));
    }

    JsonNode closes = scene.get("closes?limit=2000");
    assertThat(closes.get("newest").asInt()).isEqualTo(Live.ENDS + 5);
    assertThat(closes.get("ends")).hasSize(Live.ENDS);
    assertThat(closes.get("ends").get(0).get("number").asInt()).isEqualTo(Live.ENDS + 5);
    assertThat(closes.get("ends").get(Live.ENDS - 1).get("number").asInt()).isEqualTo(6);
    assertThat(scene.get("closes?after=1003").get("ends")).hasSize(2);
    assertThat(scene.get("summary").get("totals").get("closed").asInt()).isEqualTo(1005);
  }

  @Test
  void endsAreFoundByWhatTheyAre() throws Exception {
    Scene.drop(scene.open("/chat"));
    scene.after(600);
    Scene.closeCleanly(scene.open("/feed"));
    Scene.drop(scene.open("tomcat", "/feed"));

    assertThat(scene.get("closes").get("ends")).hasSize(3);
    assertThat(scene.get("closes?since=300").get("ends")).hasSize(2);
    assertThat(scene.get("closes?route=%2Fchat").get("ends")).hasSize(1);
    assertThat(scene.get("closes?cause=normal").get("ends")).hasSize(1);
    assertThat(scene.get("closes?code=1006&stack=tomcat").get("ends")).hasSize(1);
    assertThat(scene.get("closes?abnormal=true").get("ends")).hasSize(2);
    assertThat(scene.get("closes?limit=1").get("ends")).hasSize(1);
    assertThat(scene.get("closes?number=2").at("/ends/0/number").intValue()).isEqualTo(2);
    assertThat(scene.get("closes?number=2").get("ends")).hasSize(1);
    assertThat(scene.get("closes?number=99").get("ends")).isEmpty();
  }

  @Test
  void theHourBeforeIsSetBesideTheLastQuarterOfAnHour() throws Exception {
    for (int i = 0; i < 4; i++) {
      Scene.drop(scene.open("/chat"));
      scene.after(600);
    }
    Scene.drop(scene.open("/chat"));
    scene.after(1);
    Scene.drop(scene.open("/chat"));
    Scene.closeCleanly(scene.open("/chat"));

    JsonNode summary = scene.get("summary");
    assertThat(summary.get("window").asInt()).isEqualTo(900);
    assertThat(summary.get("before").asInt()).isEqualTo(26 * 60); // so long it has observed
    JsonNode dropped = summary.get("ends").get(0);
    assertThat(dropped.get("cause").asText()).isEqualTo("peer_eof");
    assertThat(dropped.get("count").asInt()).isEqualTo(3);
    assertThat(dropped.get("before").asInt()).isEqualTo(3);
    assertThat(dropped.get("first").asText()).isEqualTo("2027-01-15T08:30:00.000Z");
    assertThat(dropped.get("last").asText()).isEqualTo("2027-01-15T08:40:01.000Z");
    assertThat(dropped.get("evidence").asText()).isNotEmpty();
    JsonNode normal = summary.get("ends").get(1);
    assertThat(normal.get("cause").asText()).isEqualTo("normal");
    assertThat(normal.get("before").asInt()).isZero();

    // An hour and a quarter later nothing of it is left.
    scene.after(75 * 60);
    assertThat(scene.get("summary").get("ends")).isEmpty();
  }

  @Test
  void whatHappensNoMoreIsToldByTheHourBefore() throws Exception {
    Scene.drop(scene.open("/chat"));
    scene.after(30 * 60);

    JsonNode gone = scene.get("summary").get("ends").get(0);
    assertThat(gone.get("count").asInt()).isZero();
    assertThat(gone.get("before").asInt()).isEqualTo(1);
    assertThat(gone.has("first")).isFalse();
    assertThat(scene.get("summary?since=3600").get("ends").get(0).get("count").asInt())
        .isEqualTo(1);
  }

  @Test
  void groupsAreBounded() throws Exception {
    for (int i = 0; i < Tally.MOST + 300; i++) {
      scene.live.tally().add(0, end("/route" + i));
    }
    assertThat(scene.live.tally().groups(0, 15)).hasSize(Tally.MOST + 1);
    assertThat(scene.live.tally().groups(0, 15).get(0).count()).isEqualTo(300);

    // Those that nothing falls into any more make room.
    scene.live.tally().add(Tally.MINUTES, end("/new"));
    assertThat(scene.live.tally().groups(Tally.MINUTES, 15))
        .singleElement()
        .satisfies(group -> assertThat(group.key().route()).isEqualTo("/new"));
  }

  private End end(String route) {
    List<EndedConnection> ended = new ArrayList<>();
    Scene one = new Scene(Map.of(), new Recorded(ended));
    Scene.drop(one.open("/chat"));
    EndedConnection connection = ended.get(0);
    End end = End.of(connection, one.live.settings());
    return new End(
        new Series(connection.series().role(), "netty", route),
        end.origin(),
        end.startEpochNanos(),
        end.endEpochNanos(),
        end.close(),
        null,
        true);
  }

  @Test
  void opensAndClosesOfEachSecond() throws Exception {
    scene.open("/chat");
    scene.after(2);
    Wire second = scene.open("/chat");
    Scene.drop(second);
    scene.begin("netty", "/").refused(404, null);

    JsonNode rates = scene.get("rates");
    assertThat(rates.get("seconds").asInt()).isEqualTo(3);
    assertThat(rates.get("open").asInt()).isEqualTo(1);
    assertThat(rates.get("opens").toString()).isEqualTo("[1,0,1]");
    assertThat(rates.get("closes").toString()).isEqualTo("[0,0,1]");
    assertThat(rates.get("abnormal").toString()).isEqualTo("[0,0,1]");
    assertThat(rates.get("handshakesFailed").toString()).isEqualTo("[0,0,1]");

    scene.after(3600);
    assertThat(scene.get("rates").get("opens")).hasSize(Rates.SECONDS);
    assertThat(scene.text("rates")).doesNotContain("1,0");
  }

  @Test
  void anOpenConnectionIsListedAsItIs() throws Exception {
    Wire wire = scene.open("tomcat", "/chat");
    scene.after(5);
    Scene.peer(wire, "81 82 00000000 6869");
    Scene.self(wire, 0x89, "01");
    scene.after(0.25);
    Scene.peer(wire, "8A 81 00000000 01");
    Scene.self(wire, 0x82, "010203");
    scene.after(3);

    JsonNode listed = scene.get("connections");
    assertThat(listed.get("count").asInt()).isEqualTo(1);
    JsonNode open = listed.get("connections").get(0);
    assertThat(open.get("state").asText()).isEqualTo("open");
    assertThat(open.get("age").asDouble()).isEqualTo(8.25);
    assertThat(open.get("silence").asDouble()).isEqualTo(3);
    assertThat(open.get("ping").asDouble()).isEqualTo(0.25);
    assertThat(open.get("received").get("frames").asInt()).isEqualTo(2);
    assertThat(open.get("received").get("messages").asInt()).isEqualTo(1);
    assertThat(open.get("sent").get("bytes").asInt()).isEqualTo(4);
    assertThat(open.get("sent").get("maxMessage").asInt()).isEqualTo(3);
    assertThat(open.has("risks")).isFalse();
  }

  @Test
  void whatIsInDangerIsMarkedAndFirst() throws Exception {
    Wire busy = scene.open("tomcat", "/chat");
    scene.after(40);
    Wire closing = scene.open("tomcat", "/chat");
    Scene.self(closing, 0x88, "03E8");
    Wire asking = scene.open("tomcat", "/chat");
    Scene.self(asking, 0x89, "01");
    Wire asked = scene.begin("tomcat", "/chat");
    Wire large = scene.open("tomcat", "/chat");
    scene.after(50);
    Scene.peer(large, "82 FE 1388 00000000" + "00".repeat(5000));
    Scene.peer(busy, "82 80 00000000");

    JsonNode all = scene.get("connections");
    assertThat(all.get("count").asInt()).isEqualTo(5);
    assertThat(all.toString()).containsOnlyOnce("\"closing\":50");
    List<String> risks = new ArrayList<>();
    all.get("connections").forEach(each -> risks.add(each.path("risks").toString()));
    assertThat(risks)
        .containsExactlyInAnyOrder(
            "[{\"kind\":\"closing\"}]",
            "[{\"kind\":\"ping\"},{\"kind\":\"idle\",\"limit\":55,\"of\":\"the Heroku router\"}]",
            "[{\"kind\":\"handshake\"}]",
            "[{\"kind\":\"size\",\"limit\":8192,\"of\":\"the default limit of tomcat\"}]",
            "");
    assertThat(risks.get(4)).isEmpty();
    assertThat(scene.get("connections?risk=true&limit=1").get("count").asInt()).isEqualTo(4);
    assertThat(scene.get("connections?risk=true&limit=1").get("connections")).hasSize(1);
    assertThat(asked.handshake().stack()).isEqualTo("tomcat");
  }

  @Test
  void aLargerMessageThanTheDefaultLimitShowsThatItIsNotSet() throws Exception {
    Wire wire = scene.open("tomcat", "/chat");
    Scene.peer(wire, "82 FE 2710 00000000" + "00".repeat(10_000));

    assertThat(scene.text("connections")).doesNotContain("risks");
  }

  @Test
  void routesAreSummedUpWithWhatIsUnusualInThem() throws Exception {
    scene.open("/chat");
    scene.after(200);
    List<Wire> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(scene.open("/chat"));
    }
    Wire closing = scene.open("/feed");
    Scene.self(closing, 0x88, "03E8");
    scene.after(31);
    assertThat(others).hasSize(4);

    JsonNode open = scene.get("summary").get("open");
    JsonNode chat = open.get(0);
    assertThat(chat.get("route").asText()).isEqualTo("/chat");
    assertThat(chat.get("open").asInt()).isEqualTo(5);
    assertThat(chat.get("silent").asInt()).isEqualTo(1);
    assertThat(chat.get("usualSilence").asInt()).isEqualTo(31);
    assertThat(chat.get("longestSilence").asInt()).isEqualTo(231);
    assertThat(chat.get("closing").asInt()).isZero();
    assertThat(open.get(1).get("closing").asInt()).isEqualTo(1);
    assertThat(scene.get("summary?route=%2Ffeed").get("open")).hasSize(1);
  }

  @Test
  void whatIsNoDocumentIsNotWritten() throws Exception {
    StringWriter out = new StringWriter();
    assertThat(scene.documents.write("secrets?x=%zz", out)).isFalse();
    assertThat(out).hasToString("");
  }

  @Test
  void telemetryIsToldWhateverBecomesOfThis() throws Exception {
    List<EndedConnection> ended = new ArrayList<>();
    Scene broken = new Scene(Map.of(), new Recorded(ended));
    ConnectionEvents events = broken.live.before(new Recorded(ended));

    assertThatThrownBy(() -> events.ended(hostile())).isInstanceOf(NullPointerException.class);
    assertThat(ended).hasSize(1);
  }

  /** Nothing may be read of it. */
  @SuppressWarnings("NullAway")
  private static EndedConnection hostile() {
    return new EndedConnection(
        null, null, null, 0, 0, null, null, true, -1, -1, List.of(), List.of());
  }

  private record Recorded(List<EndedConnection> ended) implements ConnectionEvents {

    @Override
    public void opened(Series series) {}

    @Override
    public void ended(EndedConnection connection) {
      ended.add(connection);
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {}

    @Override
    public void pingAnswered(Series series, long nanos) {}

    @Override
    public void violation(Series series, boolean received, Rule rule) {}

    @Override
    public void lost(Series series) {}
  }
}
