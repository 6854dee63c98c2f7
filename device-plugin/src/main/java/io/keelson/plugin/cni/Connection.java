package io.keelson.plugin.cni;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client: its request comes in, is worked on, and the reply goes out; then it is over.
 *
 * <p>Only the socket's loop calls this, except {@link #hungUp}, which anybody may.
 */
final class Connection {
    /** What the connection is about. */
    enum State {
        READING,
        WORKING,
        WRITING
    }

    private final SocketChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(Wire.HEADER_BYTES);
    private State state = State.READING;
    private Wire.@Nullable Header header;
    private @Nullable ByteBuffer body;
    private @Nullable ByteBuffer out;
    private long giveUpAtNanos;
    private volatile boolean hungUp;

    Connection(SocketChannel channel, long giveUpAtNanos) {
        this.channel = channel;
        this.giveUpAtNanos = giveUpAtNanos;
    }

    State state() {
        return state;
    }

    /** When reading or writing has taken too long; {@code WORKING} has its own deadline. */
    long giveUpAtNanos() {
        return giveUpAtNanos;
    }

    boolean hungUp() {
        return hungUp;
    }

    Optional<Wire.Header> header() {
        return Optional.ofNullable(header);
    }

    /** Reads what is there; true once the header is complete. Ends with an exception where the client is gone. */
    boolean readHeader() throws IOException {
        if (header == null) {
            fill(head);
            if (head.hasRemaining()) {
                return false;
            }
            header = Wire.Header.read(head.flip());
        }
        return true;
    }

    /** Reads what is there of a bounded body; true once it is complete. */
    boolean readBody() throws IOException {
        Wire.Header known = header().orElseThrow();
        if (body == null) {
            body = ByteBuffer.allocate(known.first() + known.second());
        }
        if (body.hasRemaining()) {
            fill(body);
        }
        return !body.hasRemaining();
    }

    /** The request is complete and is being worked on. */
    void working() {
        state = State.WORKING;
    }

    byte[] strings() {
        return part(0, header().orElseThrow().first());
    }

    byte[] data() {
        Wire.Header known = header().orElseThrow();
        return part(known.first(), known.second());
    }

    /** While working nothing more may come: the end of the stream or any byte withdraws the request. */
    void watchForHangUp() throws IOException {
        if (channel.read(ByteBuffer.allocate(1)) != 0) {
            throw new IOException("client went away");
        }
    }

    /** Begins to send. */
    void send(ByteBuffer frame, SelectionKey key, long giveUpAt) throws IOException {
        state = State.WRITING;
        body = null;
        out = frame;
        giveUpAtNanos = giveUpAt;
        key.interestOps(SelectionKey.OP_WRITE);
        write();
    }

    /** Sends what goes out now; true once all is sent. */
    boolean write() throws IOException {
        ByteBuffer frame = out;
        if (frame == null) {
            return true;
        }
        channel.write(frame);
        return !frame.hasRemaining();
    }

    /** Over; whoever works on the request learns it from {@link #hungUp}. */
    void close() {
        hungUp = true;
        try {
            channel.close();
        } catch (IOException e) {
            // closed as far as it will ever be
        }
    }

    private void fill(ByteBuffer buffer) throws IOException {
        if (channel.read(buffer) < 0) {
            throw new IOException("client went away");
        }
    }

    private byte[] part(int from, int length) {
        byte[] bytes = new byte[length];
        if (body != null) {
            body.get(from, bytes);
        }
        return bytes;
    }
}
