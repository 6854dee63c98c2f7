package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.vf.model.HostException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kubelet's two clients differ in {@code :authority}: one says localhost, the other the socket's path, percent-encoded or not.
 * HTTP/2 by hand here, since a client library would correct what it is told. Source: RFC 9113.
 */
@Timeout(60)
class AuthorityTest {
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;

    private final Path directory;
    private final KubeletIo io = new KubeletIo(Thread::new);

    AuthorityTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void end() {
        io.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "/var/lib/kubelet/plugins_registry/keelson.io_fast.sock",
                "%2Fvar%2Flib%2Fkubelet%2Fplugins_registry%2Fkeelson.io_fast.sock",
                "",
                "-"
            })
    void everyAuthorityKubeletSendsIsServed(String authority) throws Exception {
        DevicePluginServer server = serve();
        Path socket = directory.resolve(server.endpoint());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request(authority.equals("-") ? Optional.empty() : Optional.of(authority))));

            assertThat(grpcStatus(new DataInputStream(Channels.newInputStream(channel))))
                    .isEqualTo("0");
        } finally {
            server.stop();
        }
    }

    private DevicePluginServer serve() throws HostException {
        ResourceName fast = ResourceName.parse("keelson.io/fast").orElseThrow();
        PoolDesk desk = new PoolDesk(
                new PoolView(Desks.terms(fast, DriverChoice.KERNEL, Gate.OFF, false, true), List.of()),
                Desks.ports(grants -> {}, (r, d) -> Optional.empty(), node -> true, Clock.systemUTC()));
        DevicePluginServer server = new DevicePluginServer(io, desk, directory, System::nanoTime, () -> {});
        server.bind();
        return server;
    }

    /** Preface, empty SETTINGS, and GetDevicePluginOptions(Empty) on stream 1. */
    private static byte[] request(Optional<String> authority) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":method", "POST");
        header(headers, ":scheme", "http");
        header(headers, ":path", "/v1beta1.DevicePlugin/GetDevicePluginOptions");
        authority.ifPresent(a -> header(headers, ":authority", a));
        header(headers, "content-type", "application/grpc");
        header(headers, "te", "trailers");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(all, 4, 0, 0, new byte[0]);
        frame(all, HEADERS, 4, 1, headers.toByteArray());
        frame(all, 0, END_STREAM, 1, new byte[5]);
        return all.toByteArray();
    }

    /** HPACK: a literal without indexing, a new name, no Huffman coding. */
    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        out.write(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }

    private static String grpcStatus(DataInputStream in) throws IOException, Http2Exception {
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == 3) {
                return "stream reset";
            }
            if (type == HEADERS) {
                Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
                if ((flags & END_STREAM) != 0) {
                    return String.valueOf(headers.get("grpc-status"));
                }
            }
        }
    }
}
