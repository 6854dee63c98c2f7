package io.keelson.plugin.cni;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks the agent of this node to run a command; what {@code keelson status} and the verbs that change the host use.
 *
 * <p>Interrupting the calling thread withdraws the request. Fails with {@code AGENT_NOT_RUNNING} where nobody listens or
 * nobody answers in time.
 */
public final class AgentClient {
    private final Path socket;

    public AgentClient(Path socket) {
        this.socket = socket;
    }

    /** The agent's answer to {@code keelson args...}. */
    public Reply run(List<String> args, Deadline until) throws HostException {
        return ask(Wire.request(Wire.KIND_COMMAND, args, new byte[0]), until);
    }

    Reply ask(ByteBuffer frame, Deadline until) throws HostException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            while (frame.hasRemaining()) {
                await(selector, until);
                channel.write(frame);
            }
            key.interestOps(SelectionKey.OP_READ);
            Wire.Header header = Wire.Header.read(receive(channel, selector, Wire.HEADER_BYTES, until));
            checkReply(header);
            byte[] output = new byte[header.second()];
            receive(channel, selector, output.length, until).get(output);
            return new Reply(header.first(), output);
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException(away(String.valueOf(e.getMessage())), e);
        }
    }

    private void checkReply(Wire.Header header) throws HostException {
        if (header.isOurs() && header.kind() == Wire.KIND_OTHER_VERSION) {
            throw new HostException(away("it speaks another version of the protocol than this command"));
        }
        boolean sane = header.isOurs()
                && (header.kind() & Wire.KIND_REPLY) != 0
                && header.first() >= 0
                && header.first() <= 255
                && header.second() >= 0
                && header.second() <= Wire.MAX_REPLY;
        if (!sane) {
            throw new HostException(away("the reply is none of this protocol"));
        }
    }

    private static ByteBuffer receive(SocketChannel channel, Selector selector, int length, Deadline until)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            await(selector, until);
            if (channel.read(bytes) < 0) {
                throw new IOException("the agent closed the connection without a reply");
            }
        }
        return bytes.flip();
    }

    private static void await(Selector selector, Deadline until) throws IOException {
        selector.selectedKeys().clear();
        if (until.passed() || selector.select(Math.max(1, until.left().toMillis())) == 0) {
            throw new IOException(Thread.currentThread().isInterrupted() ? "interrupted" : "no reply in time");
        }
    }

    private Problem away(String detail) {
        return Problem.of(
                Code.AGENT_NOT_RUNNING, Subject.file(socket), detail, "see that the keelson agent of this node runs");
    }
}
