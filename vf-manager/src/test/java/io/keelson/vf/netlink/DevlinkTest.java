package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.run.KernelDdpProfiles;
import io.keelson.vf.testing.FakeNetlink;
import io.keelson.vf.testing.NetlinkBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevlinkTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final int FAMILY = 21;

    @Test
    void asksTheFamilyByItsNumberForTheDeviceByItsName() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(answer(r, mode(1))));
        try (Devlink devlink = new Devlink(kernel.socket(MessageObserver.NONE))) {
            assertThat(devlink.eswitchMode(PF)).contains(EswitchMode.SWITCHDEV);
        }

        FakeNetlink.Request asked = kernel.requests().get(1);
        assertThat(asked.type()).isEqualTo(FAMILY);
        assertThat(asked.bytes())
                .isEqualTo(NetlinkBytes.start()
                        .u8(29)
                        .u8(1)
                        .u16(0)
                        .text(1, "pci")
                        .text(2, "0000:01:00.0")
                        .bytes());
    }

    @Test
    void readsLegacy() throws HostException {
        try (Devlink devlink = over(r -> answer(r, mode(0)))) {
            assertThat(devlink.eswitchMode(PF)).contains(EswitchMode.LEGACY);
        }
    }

    @Test
    void aDeviceItDoesNotKnowOrWithoutEswitchHasNone() throws HostException {
        for (int errno : new int[] {19, 95}) {
            try (Devlink devlink =
                    over(r -> r.type() == 16 ? answer(r, new byte[0]) : NetlinkBytes.error(r, errno, ""))) {
                assertThat(devlink.eswitchMode(PF)).isEmpty();
            }
        }
    }

    @Test
    void aKernelWithoutDevlinkKnowsNoDevice() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r -> List.of(NetlinkBytes.error(r, 2, "")));
        try (Devlink devlink = new Devlink(kernel.socket(MessageObserver.NONE))) {
            assertThat(devlink.eswitchMode(PF)).isEmpty();
        }
        assertThat(kernel.requests()).hasSize(1);
    }

    @Test
    void aModeOfAnotherNumberIsAProblemNotAGuess() throws HostException {
        try (Devlink devlink = over(r -> answer(r, mode(2)))) {
            HostException e = Optional.ofNullable(
                            catchThrowableOfType(HostException.class, () -> devlink.eswitchMode(PF)))
                    .orElseThrow();
            assertThat(e.problem().code()).isEqualTo(Code.NETLINK_MALFORMED);
        }
    }

    /** As ice answers: versions of one name are told as fixed, running and stored. */
    @Test
    void theDdpPackageIsTheOneThatRuns() throws HostException {
        byte[] info = NetlinkBytes.start()
                .text(98, "ice")
                .attribute(102, version("fw.app.name", "stored"))
                .attribute(101, version("fw.mgmt", "7.3.4"))
                .attribute(101, version("fw.app.name", "ICE OS Default Package"))
                .bytes();
        FakeNetlink kernel = new FakeNetlink(r -> List.of(answer(r, info)));
        try (Devlink devlink = new Devlink(kernel.socket(MessageObserver.NONE))) {
            assertThat(devlink.ddpProfile(PF)).contains(new DdpProfile("ICE OS Default Package"));
        }
        assertThat(kernel.requests().get(1).bytes())
                .isEqualTo(NetlinkBytes.start()
                        .u8(51)
                        .u8(1)
                        .u16(0)
                        .text(1, "pci")
                        .text(2, "0000:01:00.0")
                        .bytes());
    }

    @Test
    void aNicWithoutADdpPackageOrWithANamelessOneHasNone() throws HostException {
        for (byte[] info : List.of(
                NetlinkBytes.start().attribute(101, version("fw.app", "1.3")).bytes(),
                NetlinkBytes.start().attribute(101, version("fw.app.name", "")).bytes(),
                NetlinkBytes.start()
                        .attribute(101, version("fw.app.name", "\u0007"))
                        .bytes(),
                NetlinkBytes.start().bytes())) {
            try (Devlink devlink = over(r -> answer(r, info))) {
                assertThat(devlink.ddpProfile(PF)).isEmpty();
            }
        }
        for (int errno : new int[] {19, 95}) {
            try (Devlink devlink =
                    over(r -> r.type() == 16 ? answer(r, new byte[0]) : NetlinkBytes.error(r, errno, ""))) {
                assertThat(devlink.ddpProfile(PF)).isEmpty();
            }
        }
    }

    @Test
    void aTornVersionIsAProblem() throws HostException {
        byte[] info =
                NetlinkBytes.start().attribute(101, new byte[] {64, 0, 103, 0}).bytes();
        try (Devlink devlink = over(r -> answer(r, info))) {
            HostException e = Optional.ofNullable(
                            catchThrowableOfType(HostException.class, () -> devlink.ddpProfile(PF)))
                    .orElseThrow();
            assertThat(e.problem().code()).isEqualTo(Code.NETLINK_MALFORMED);
        }
    }

    @Test
    void theFirmwareIsAskedOnceInANetdevsLife() throws HostException {
        byte[] info = NetlinkBytes.start()
                .attribute(101, version("fw.app.name", "GTP"))
                .bytes();
        FakeNetlink kernel = new FakeNetlink(r -> List.of(answer(r, info)));
        try (Devlink devlink = new Devlink(kernel.socket(MessageObserver.NONE))) {
            KernelDdpProfiles profiles = new KernelDdpProfiles(devlink);
            assertThat(profiles.of(pf(7))).contains(new DdpProfile("GTP"));
            assertThat(profiles.of(pf(7))).contains(new DdpProfile("GTP"));
            assertThat(kernel.requests()).hasSize(2);
            assertThat(profiles.of(pf(8))).contains(new DdpProfile("GTP"));
            assertThat(kernel.requests()).hasSize(3);
        }
    }

    private static Pf pf(int ifindex) {
        Netdev netdev = new Netdev(
                IfName.parse("ens1f0").orElseThrow(),
                ifindex,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty());
        return new Pf(
                PF,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(netdev),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static byte[] version(String name, String value) {
        return NetlinkBytes.start().text(103, name).text(104, value).bytes();
    }

    @FunctionalInterface
    private interface One {
        byte[] to(FakeNetlink.Request request);
    }

    private static Devlink over(One answer) throws HostException {
        return new Devlink(new FakeNetlink(r -> List.of(answer.to(r))).socket(MessageObserver.NONE));
    }

    /** The family's number when that is asked for, else these attributes. */
    private static byte[] answer(FakeNetlink.Request request, byte[] attributes) {
        byte[] body = request.type() == 16
                ? NetlinkBytes.start()
                        .u32(0x0201)
                        .text(2, "devlink")
                        .attribute(1, u16(FAMILY))
                        .bytes()
                : NetlinkBytes.start().u32(0x011d).raw(attributes).bytes();
        return NetlinkBytes.answer(request, request.type(), 0, body);
    }

    private static byte[] mode(int mode) {
        return NetlinkBytes.start().text(1, "pci").attribute(25, u16(mode)).bytes();
    }

    private static byte[] u16(int value) {
        return ByteBuffer.allocate(2)
                .order(java.nio.ByteOrder.nativeOrder())
                .putShort((short) value)
                .array();
    }
}
