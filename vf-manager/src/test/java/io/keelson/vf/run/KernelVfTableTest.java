package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.testing.FakeNetlink;
import io.keelson.vf.testing.FakeNetlink.Request;
import io.keelson.vf.testing.NetlinkBytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVfTableTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final int GETLINK = 18;
    private static final int SETLINK = 19;

    private final FakeNetlink kernel = new FakeNetlink(KernelVfTableTest::answer);
    private final KernelVfTable table = new KernelVfTable(kernel, f -> Optional.of(new IfName("ens1f0")));

    @Test
    void asksForVfsWithoutStatistics() throws HostException {
        assertThat(table.settings(PF, new VfIndex(2)).flatMap(VfSettings::trust))
                .contains(true);

        byte[] asked = kernel.requests().get(0).bytes();
        assertThat(asked)
                .endsWith(NetlinkBytes.start()
                        .attribute(29, NetlinkBytes.start().u32(9).bytes())
                        .text(3, "ens1f0")
                        .bytes());
    }

    @Test
    void knowsNoVfThatIsNotListed() throws HostException {
        assertThat(table.settings(PF, new VfIndex(3))).isEmpty();
        assertThat(table.of(PF).settings()).containsOnlyKeys(new VfIndex(0), new VfIndex(1), new VfIndex(2));
    }

    @Test
    void keepsTheMaximumRateWhenOnlyTheMinimumIsSet() throws HostException {
        table.set(PF, new VfIndex(2), VfSettings.NONE.withMinRate(new Mbps(20)));

        assertThat(lastSetlink())
                .endsWith(NetlinkBytes.start()
                        .u16(16)
                        .u16(6)
                        .u32(2)
                        .u32(20)
                        .u32(1000)
                        .bytes());
    }

    @Test
    void leavesTheMinimumToTheKernelWhenOnlyTheMaximumIsSet() throws HostException {
        table.set(PF, new VfIndex(2), VfSettings.NONE.withMaxRate(new Mbps(300)));

        assertThat(lastSetlink())
                .endsWith(NetlinkBytes.start().u16(12).u16(3).u32(2).u32(300).bytes());
    }

    @Test
    void nothingToSetSendsNothing() throws HostException {
        table.set(PF, new VfIndex(2), VfSettings.NONE);

        assertThat(kernel.requests()).isEmpty();
    }

    @Test
    void tellsTheDriversRefusal() {
        FakeNetlink refusing = new FakeNetlink(
                r -> r.type() == SETLINK ? List.of(NetlinkBytes.error(r, 95, "VF link state is fixed")) : answer(r));
        HostException e = refusal(() -> new KernelVfTable(refusing, f -> Optional.of(new IfName("ens1f0")))
                .set(PF, new VfIndex(0), VfSettings.NONE.withTrust(true)));

        assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
        assertThat(e.problem().errno()).contains(Errno.EOPNOTSUPP);
        assertThat(e.problem().subject().text()).isEqualTo("0000:01:00.0 vf 0");
        assertThat(e.problem().detail()).contains("set trust on").contains("VF link state is fixed");
    }

    @Test
    void aListThatDoesNotFitIsTruncatedNotShort() {
        FakeNetlink full = new FakeNetlink(r -> List.of(NetlinkBytes.error(r, 90, "")));
        KernelVfTable cut = new KernelVfTable(full, f -> Optional.of(new IfName("ens1f0")));

        assertThat(refusal(() -> cut.of(PF)).problem().code()).isEqualTo(Code.NETLINK_TRUNCATED);
    }

    @Test
    void aListThatTheKernelCutIsNamedWithItsCounts() throws HostException {
        byte[] cut = NetlinkBytes.manyVfs("netdevsim-two-vfs", 1024);
        KernelVfTable many = new KernelVfTable(
                new FakeNetlink(r -> List.of(NetlinkBytes.answer(r, 16, 0, cut))),
                f -> Optional.of(new IfName("eth2")));

        assertThat(refusal(() -> many.of(PF)).problem().line())
                .isEqualTo("NETLINK_TRUNCATED 0000:01:00.0: the list of VFs of eth2 is not whole: 20 of 1024 came;"
                        + " next: create fewer VFs on this PF: a list is limited to 64 KiB, some 300 VFs");
        assertThat(refusal(() -> many.settings(PF, new VfIndex(20))).problem().code())
                .isEqualTo(Code.NETLINK_TRUNCATED);
        assertThat(many.settings(PF, new VfIndex(19))).isPresent();
    }

    @Test
    void aPfWithoutNetdevHasNothingToTellAndNothingToSet() throws HostException {
        KernelVfTable away = new KernelVfTable(kernel, f -> Optional.empty());

        assertThat(away.of(PF)).isEqualTo(PfSettings.Told.of(Map.of()));
        assertThat(refusal(() -> away.settings(PF, new VfIndex(0))).problem().code())
                .isEqualTo(Code.PF_WITHOUT_NETDEV);
    }

    /** As the kernel answers for a driver without {@code ndo_get_vf_config}: virtio_net, whose parent has no VFs, and others. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aDriverWithoutSettingsOfVfsHasNoneForEach(int count) throws HostException {
        FakeNetlink silent = new FakeNetlink(r -> List.of(NetlinkBytes.answer(
                r,
                16,
                0,
                NetlinkBytes.start()
                        .u32(1 << 16)
                        .u32(4)
                        .u32(0)
                        .u32(0)
                        .text(3, "ens1f0")
                        .attribute(21, NetlinkBytes.start().u32(count).bytes())
                        .bytes())));
        KernelVfTable without = new KernelVfTable(silent, f -> Optional.of(new IfName("ens1f0")));

        assertThat(without.of(PF)).isEqualTo(PfSettings.Told.NOT_OFFERED);
        assertThat(without.of(PF, new VfIndex(2))).contains(VfSettings.NONE);
        assertThat(without.settings(PF, new VfIndex(2))).contains(VfSettings.NONE);
    }

    private static List<byte[]> answer(Request request) {
        return request.type() == GETLINK
                ? List.of(NetlinkBytes.answer(request, 16, 0, NetlinkBytes.recorded("pf-three-vfs")))
                : List.of(NetlinkBytes.error(request, 0, ""));
    }

    private byte[] lastSetlink() {
        List<Request> orders =
                kernel.requests().stream().filter(r -> r.type() == SETLINK).toList();
        return orders.get(orders.size() - 1).bytes();
    }

    private static HostException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Optional.ofNullable(catchThrowableOfType(HostException.class, call))
                .orElseThrow();
    }
}
