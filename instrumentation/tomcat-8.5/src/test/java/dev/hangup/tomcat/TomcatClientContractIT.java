// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.ScriptedPeer;
import org.junit.jupiter.api.Test;

class TomcatClientContractIT extends TomcatContract {

  TomcatClientContractIT() {
    super(true);
  }

  @Override
  protected String expected(String story, String usual) {
    if (story.equals("wrongMasking") && version().has("no-mask-check")) {
      // The masking key is taken for text, and is none.
      return usual.replaceFirst("1002", "1007").replace("sent=1002", "sent=1007");
    }
    return usual;
  }

  @Override
  @Test
  protected void aCloseWithOneByte() throws Exception {
    ScriptedPeer peer = talking();
    // Neither answered nor read on after.
    peer.send(Frame.of(Frame.CLOSE, (byte) 3));
    ends("1002 protocol_error remote unclean violations=one-byte-close-body");
  }

  @Override
  protected void receiveRefusal(ScriptedPeer peer) throws Exception {
    if (version().has("no-end-after-refusal")) {
      assertThat(peer.receive()).extracting(Frame::firstByte).isEqualTo(Frame.CLOSE);
    } else {
      super.receiveRefusal(peer);
    }
  }

  /** A client that resumes waits for more before it looks at what it has read already. */
  @Override
  void suspendAndResume() throws Exception {
    ScriptedPeer peer = talking(with(options().withReadOnDemand()));
    echoes(peer, Frame.text("one"));
    echoes(peer, Frame.binary(3000));
    echoes(peer, Frame.text("three"));
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000");
  }
}
