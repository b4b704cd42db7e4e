// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.WebSocket13Channel;
import io.undertow.websockets.extensions.NoopExtensionFunction;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/** Undertow's channel on a connection that is a buffer; pulled from on the caller's thread. */
final class UndertowConnection implements Peer.Connection {

  private static final XnioWorker WORKER = worker();
  private static final DefaultByteBufferPool POOL = new DefaultByteBufferPool(false, 1 << 14);

  private final Peer.Events events;
  private final Wire wire = new Wire(WORKER.getIoThread());
  private final WebSocketChannel channel;
  private final List<Incoming> incoming = new ArrayList<>();
  private boolean refused;

  UndertowConnection(Role sender, Peer.Events events) {
    this.events = events;
    channel =
        new WebSocket13Channel(
            wire,
            POOL,
            "ws://localhost/",
            "",
            sender == Role.SERVER,
            false,
            NoopExtensionFunction.INSTANCE,
            new HashSet<>(),
            OptionMap.EMPTY);
  }

  private static XnioWorker worker() {
    try {
      return Xnio.getInstance()
          .createWorker(
              OptionMap.builder()
                  .set(Options.WORKER_IO_THREADS, 1)
                  .set(Options.THREAD_DAEMON, true)
                  .getMap());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public boolean feed(ByteBuffer bytes) {
    wire.input = bytes;
    try {
      while (!refused && pull()) {
        // As long as there is something new.
      }
    } catch (IOException refusal) {
      refused = true;
    }
    return !refused;
  }

  // What has arrived is taken before the next header is looked at, which may break the channel. It
  // is
  // all there is when the channel has come back to the wire and found nothing.
  private boolean pull() throws IOException {
    int asked = wire.asked;
    boolean progress = drain();
    StreamSourceFrameChannel next = channel.receive();
    if (next != null) {
      incoming.add(new Incoming(next));
      progress = true;
    }
    progress |= drain();
    return progress || wire.asked == asked;
  }

  private boolean drain() throws IOException {
    boolean progress = false;
    // The newest first: a Close takes the unfinished message before it away.
    for (int i = incoming.size() - 1; i >= 0; i--) {
      progress |= incoming.get(i).pull();
      if (incoming.get(i).ended) {
        tell(incoming.remove(i));
      }
    }
    return progress;
  }

  private void tell(Incoming message) {
    message.payload.flip();
    switch (message.source.getType()) {
      case TEXT -> events.text(message.payload);
      case PING -> events.ping(message.payload);
      case PONG -> events.pong(message.payload);
      case CLOSE -> events.close();
      default -> events.binary(message.payload);
    }
  }

  /** A message that is arriving. */
  private static final class Incoming {
    final StreamSourceFrameChannel source;
    ByteBuffer payload = ByteBuffer.allocate(1 << 9);
    boolean ended;

    Incoming(StreamSourceFrameChannel source) {
      this.source = source;
    }

    // To the end, since a Close behind it would take the rest away.
    boolean pull() throws IOException {
      boolean progress = false;
      int size = 1;
      while (size > 0) {
        if (!payload.hasRemaining()) {
          payload = ByteBuffer.allocate(payload.capacity() * 4).put(payload.flip());
        }
        size = source.read(payload);
        progress |= size != 0;
      }
      ended = size < 0;
      return progress;
    }
  }

  private static final class Wire extends StreamConnection
      implements StreamSourceConduit, StreamSinkConduit {
    @Nullable ByteBuffer input;
    int asked;

    Wire(XnioIoThread thread) {
      super(thread);
      setSourceConduit(this);
      setSinkConduit(this);
    }

    @Override
    public int read(ByteBuffer target) {
      asked++;
      ByteBuffer from = input;
      if (from == null || !from.hasRemaining()) {
        return 0;
      }
      int size = Math.min(from.remaining(), target.remaining());
      target.put(from.array(), from.arrayOffset() + from.position(), size);
      from.position(from.position() + size);
      return size;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      long sum = 0;
      for (int i = offset; i < offset + length; i++) {
        sum += read(targets[i]);
      }
      return sum;
    }

    @Override
    public int write(ByteBuffer source) {
      int size = source.remaining();
      source.position(source.limit());
      return size;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      long sum = 0;
      for (int i = offset; i < offset + length; i++) {
        sum += write(sources[i]);
      }
      return sum;
    }

    @Override
    public int writeFinal(ByteBuffer source) {
      return write(source);
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) {
      return write(sources, offset, length);
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) {
      return 0;
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) {
      return 0;
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) {
      return 0;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) {
      return 0;
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void terminateReads() {}

    @Override
    public boolean isReadShutdown() {
      return false;
    }

    @Override
    public void resumeReads() {}

    @Override
    public void suspendReads() {}

    @Override
    public void wakeupReads() {}

    @Override
    public boolean isReadResumed() {
      return false;
    }

    @Override
    public void awaitReadable() {}

    @Override
    public void awaitReadable(long time, TimeUnit unit) {}

    @Override
    public XnioIoThread getReadThread() {
      return getIoThread();
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {}

    @Override
    public void terminateWrites() {}

    @Override
    public boolean isWriteShutdown() {
      return false;
    }

    @Override
    public void resumeWrites() {}

    @Override
    public void suspendWrites() {}

    @Override
    public void wakeupWrites() {}

    @Override
    public boolean isWriteResumed() {
      return false;
    }

    @Override
    public void awaitWritable() {}

    @Override
    public void awaitWritable(long time, TimeUnit unit) {}

    @Override
    public XnioIoThread getWriteThread() {
      return getIoThread();
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {}

    @Override
    public void truncateWrites() {}

    @Override
    protected void notifyWriteClosed() {}

    @Override
    protected void notifyReadClosed() {}

    @Override
    public @Nullable SocketAddress getPeerAddress() {
      return null;
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() {
      return null;
    }

    @Override
    public boolean supportsOption(Option<?> option) {
      return false;
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) {
      return null;
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, T value) {
      return null;
    }
  }
}
