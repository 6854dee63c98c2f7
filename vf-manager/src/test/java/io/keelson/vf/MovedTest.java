package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.HostEvent;
import io.keelson.vf.netlink.Link;
import io.keelson.vf.netlink.Uevent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovedTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final PciAddress OTHER = PciAddress.of("0000:01:10.2");
    private static final String PATH = "/devices/pci0000:00/0000:00:03.0/0000:01:10.0";

    @Test
    void aNetdevIsItsFunctions() {
        assertThat(moved(List.of(
                        new HostEvent.NetdevGone(netdev("pci", "0000:01:10.0")),
                        new HostEvent.NetdevChanged(netdev("pci", "0000:01:10.2")),
                        device("remove", "net", PATH + "/net/eth3"))))
                .isEqualTo(new Moved(false, Set.of(VF, OTHER)));
    }

    @Test
    void virtualNetdevsAndOtherDevicesAreNothing() {
        assertThat(moved(List.of(
                                new HostEvent.NetdevChanged(link(Optional.empty())),
                                new HostEvent.NetdevChanged(netdev("usb", "1-1")),
                                device("add", "net", "/devices/virtual/net/veth0"),
                                device("add", "queues", PATH + "/net/eth3/queues/rx-0"),
                                device("change", "block", "/devices/pci0000:00/0000:00:04.0/block/vda")))
                        .isNothing())
                .isTrue();
        assertThat(moved(List.of())).isEqualTo(Moved.NOTHING);
    }

    @Test
    void aDriverThatIsBoundIsThatFunctions_oneThatComesOrGoesMayBeAnything() {
        assertThat(moved(List.of(device("bind", "pci", PATH)))).isEqualTo(new Moved(false, Set.of(VF)));
        assertThat(moved(List.of(device("add", "pci", PATH)))).isEqualTo(new Moved(true, Set.of(), Map.of(VF, true)));
        assertThat(moved(List.of(device("remove", "pci", PATH)))).isEqualTo(Moved.ANYTHING);
        assertThat(moved(List.of(device("add", "auxiliary", PATH + "/mlx5_core.sf.4"))))
                .isEqualTo(Moved.ANYTHING);
    }

    @Test
    void whatWasLostMayBeAnything() {
        assertThat(moved(List.of(device("bind", "pci", PATH), new HostEvent.Lost("too fast"))))
                .isEqualTo(Moved.ANYTHING);
    }

    /** The last word counts, and is not lost where anything else may have moved. */
    @Test
    void whatTheKernelSaysOfAPciErrorIsKept() {
        Moved begun = moved(List.of(error("BEGIN_RECOVERY")));
        assertThat(begun).isEqualTo(new Moved(false, Set.of(VF), Map.of(VF, false)));
        assertThat(moved(List.of(error("BEGIN_RECOVERY"), error("SUCCESSFUL_RECOVERY")))
                        .online())
                .isEqualTo(Map.of(VF, true));
        assertThat(moved(List.of(error("FAILED_RECOVERY"), new HostEvent.Lost("x"))))
                .isEqualTo(new Moved(true, Set.of(), Map.of(VF, false)));
        assertThat(begun.and(moved(List.of(error("SUCCESSFUL_RECOVERY")))).online())
                .isEqualTo(Map.of(VF, true));
        assertThat(begun.and(Moved.ANYTHING).online()).isEqualTo(Map.of(VF, false));
        assertThat(moved(List.of(device("change", "pci", PATH))).online()).isEmpty();
    }

    @Test
    void aVirtioNetdevIsTheFunctionsThatTheVirtioDeviceIsMadeOf() {
        assertThat(moved(List.of(new HostEvent.NetdevChanged(netdev("virtio", "virtio4")))))
                .isEqualTo(new Moved(false, Set.of(VF)));
        assertThat(moved(List.of(device("move", "net", PATH + "/virtio4/net/eth3"))))
                .isEqualTo(new Moved(false, Set.of(VF)));
        assertThat(moved(List.of(
                                new HostEvent.NetdevChanged(netdev("virtio", "virtio5")),
                                new HostEvent.NetdevChanged(netdev("virtio", "../virtio4"))))
                        .isNothing())
                .isTrue();
    }

    private static Moved moved(List<HostEvent> events) {
        return Moved.of(
                events, virtio -> virtio.equals(new VirtioName("virtio4")) ? Optional.of(VF) : Optional.empty());
    }

    private static HostEvent error(String event) {
        return new HostEvent.Device(new Uevent(
                "change", PATH, Map.of("SUBSYSTEM", "pci", "ERROR_EVENT", event, "PCI_SLOT_NAME", VF.toString())));
    }

    @Test
    void bothIsBoth() {
        Moved one = new Moved(false, Set.of(VF));
        assertThat(one.and(new Moved(false, Set.of(OTHER)))).isEqualTo(new Moved(false, Set.of(VF, OTHER)));
        assertThat(one.and(Moved.NOTHING)).isEqualTo(one);
        assertThat(one.and(Moved.ANYTHING)).isEqualTo(Moved.ANYTHING);
        assertThat(Moved.ANYTHING.has(VF)).isTrue();
        assertThat(one.has(OTHER)).isFalse();
    }

    private static HostEvent device(String action, String subsystem, String path) {
        return new HostEvent.Device(new Uevent(action, path, Map.of("SUBSYSTEM", subsystem)));
    }

    private static Link netdev(String bus, String parent) {
        return link(Optional.of(new Link.Parent(bus, parent)));
    }

    private static Link link(Optional<Link.Parent> parent) {
        return new Link(
                3,
                "eth3",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                parent,
                OptionalInt.empty(),
                Optional.empty());
    }
}
