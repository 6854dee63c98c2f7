package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.testing.FakeNetlink;
import io.keelson.vf.testing.NetlinkBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetlinkSocketTest {
    private static final Subject SUBJECT = new Subject("thing");
    private static final byte[] BODY = NetlinkBytes.start().u32(99).bytes();

    @Test
    void hearsOneAnswer() throws HostException {
        List<String> sent = new ArrayList<>();
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.answer(r, 16, 0, BODY)));

        List<NetlinkMessage> answer =
                kernel.socket(sent::add).exchange(NetlinkRequest.get("look", 18).u32(5), SUBJECT);

        assertThat(answer).singleElement().satisfies(m -> assertThat(m.payload().getInt(0))
                .isEqualTo(99));
        assertThat(kernel.requests()).singleElement().satisfies(r -> {
            assertThat(r.type()).isEqualTo(18);
            assertThat(r.flags()).isEqualTo(1);
            assertThat(r.port()).isEqualTo(FakeNetlink.PORT);
        });
        assertThat(sent).containsExactly("look");
    }

    @Test
    void passesOverAnswersToOtherRequestsAndOtherPorts() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(
                NetlinkBytes.message(
                        16,
                        0,
                        r.sequence() - 1,
                        r.port(),
                        NetlinkBytes.start().u32(1).bytes()),
                NetlinkBytes.message(
                        16,
                        0,
                        r.sequence(),
                        r.port() + 1,
                        NetlinkBytes.start().u32(2).bytes()),
                NetlinkBytes.answer(r, 16, 0, BODY)));

        List<NetlinkMessage> answer = exchange(kernel, NetlinkRequest.get("look", 18));

        assertThat(answer).singleElement().satisfies(m -> assertThat(m.payload().getInt(0))
                .isEqualTo(99));
    }

    @Test
    void hearsAListToItsEndOverSeveralDatagrams() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(
                joined(NetlinkBytes.answer(r, 16, 2, BODY), NetlinkBytes.answer(r, 16, 2, BODY)),
                joined(NetlinkBytes.answer(r, 16, 2, BODY), NetlinkBytes.done(r, 0))));

        assertThat(exchange(kernel, NetlinkRequest.dump("list", 18))).hasSize(3);
    }

    @Test
    void asksAgainForAnInterruptedList() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(
                joined(NetlinkBytes.answer(r, 16, r.sequence() == 1 ? 2 | 0x10 : 2, BODY), NetlinkBytes.done(r, 0))));

        assertThat(exchange(kernel, NetlinkRequest.dump("list", 18))).hasSize(1);
        assertThat(kernel.requests()).hasSize(2);
    }

    @Test
    void givesUpOnAListThatNeverComesWhole() {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.message(
                3, 2 | 0x10, r.sequence(), r.port(), NetlinkBytes.start().u32(0).bytes())));

        assertThat(problem(kernel, NetlinkRequest.dump("list", 18)).code()).isEqualTo(Code.HOST_CHANGING);
        assertThat(kernel.requests()).hasSize(3);
    }

    @Test
    void tellsARefusalInTheKernelsWords() {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.error(r, 95, "Not on this NIC")));

        Problem problem = problem(kernel, NetlinkRequest.order("set a thing", 19, 0));

        assertThat(problem.code()).isEqualTo(Code.KERNEL_REFUSED);
        assertThat(problem.errno()).contains(Errno.EOPNOTSUPP);
        assertThat(problem.subject()).isEqualTo(SUBJECT);
        assertThat(problem.detail()).contains("set a thing").contains("Not on this NIC");
    }

    @Test
    void readsARecordedRefusal() throws MalformedNetlink {
        NetlinkMessage message = NetlinkMessage.parse(
                        java.nio.ByteBuffer.wrap(NetlinkBytes.recorded("error-bad-gateway"))
                                .order(java.nio.ByteOrder.nativeOrder()))
                .get(0);

        NetlinkError error = NetlinkError.parse(message);

        assertThat(error.errno()).contains(new Errno(101));
        assertThat(error.text()).contains("Nexthop has invalid gateway");
    }

    @Test
    void takesTheRefusalAtTheEndOfAList() {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.done(r, 22)));

        assertThat(problem(kernel, NetlinkRequest.dump("list", 18)).errno()).contains(Errno.EINVAL);
    }

    @Test
    void anAcknowledgedOrderHasNoAnswer() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.error(r, 0, "")));

        assertThat(exchange(kernel, NetlinkRequest.order("set", 19, 0))).isEmpty();
        assertThat(kernel.requests().get(0).flags()).isEqualTo(5);
    }

    @Test
    void silenceAndLossAreRetryable() {
        FakeNetlink silent = new FakeNetlink(r -> List.of());
        FakeNetlink lossy = new FakeNetlink(r -> {
            throw new LibcException("recvfrom", new Errno(105));
        });

        assertThat(problem(silent, NetlinkRequest.get("look", 18)))
                .satisfies(p -> assertThat(p.code()).isEqualTo(Code.KERNEL_UNREACHABLE))
                .satisfies(p -> assertThat(p.errno()).contains(Errno.ETIMEDOUT));
        assertThat(problem(lossy, NetlinkRequest.get("look", 18)).code()).isEqualTo(Code.KERNEL_UNREACHABLE);
        assertThat(Code.KERNEL_UNREACHABLE.retryable()).isTrue();
    }

    @Test
    void bytesThatAreNoMessageAreMalformed() {
        for (byte[] junk : List.of(
                new byte[] {1, 2, 3},
                NetlinkBytes.start().u32(400).u32(0).u32(1).u32(2).bytes(),
                NetlinkBytes.start().u32(4).u32(0).u32(1).u32(2).bytes())) {
            FakeNetlink kernel = new FakeNetlink(r -> List.of(junk));
            assertThat(problem(kernel, NetlinkRequest.get("look", 18)).code()).isEqualTo(Code.NETLINK_MALFORMED);
        }
    }

    @Test
    void goesOnAfterAFailure() throws HostException {
        FakeNetlink kernel = new FakeNetlink(
                r -> r.sequence() == 1 ? List.of(new byte[] {1}) : List.of(NetlinkBytes.answer(r, 16, 0, BODY)));
        NetlinkSocket socket = kernel.socket(MessageObserver.NONE);

        assertThat(catchThrowableOfType(
                        HostException.class, () -> socket.exchange(NetlinkRequest.get("look", 18), SUBJECT)))
                .isNotNull();
        assertThat(socket.exchange(NetlinkRequest.get("look", 18), SUBJECT)).hasSize(1);
    }

    private static List<NetlinkMessage> exchange(FakeNetlink kernel, NetlinkRequest request) throws HostException {
        return kernel.socket(MessageObserver.NONE).exchange(request, SUBJECT);
    }

    private static Problem problem(FakeNetlink kernel, NetlinkRequest request) {
        return Optional.ofNullable(catchThrowableOfType(HostException.class, () -> exchange(kernel, request)))
                .orElseThrow()
                .problem();
    }

    private static byte[] joined(byte[] one, byte[] two) {
        return NetlinkBytes.start().raw(one).raw(two).bytes();
    }
}
