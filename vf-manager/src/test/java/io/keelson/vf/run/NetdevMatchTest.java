package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.Link;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Whose a netdev is, wherever it is. */
class NetdevMatchTest {
    private static final PciAddress VF = PciAddress.of("0000:61:00.1");
    private static final PciAddress OTHER = PciAddress.of("0000:61:00.2");

    private final NetdevMatch match = NetdevMatch.byParent(
            function -> function.equals(VF) ? Optional.of(new VirtioName("virtio4")) : Optional.empty());

    @Test
    void theParentIsTheFunction() {
        assertThat(match.test(VF, netdev("pci", "0000:61:00.1"))).isTrue();
        assertThat(match.test(OTHER, netdev("pci", "0000:61:00.1"))).isFalse();
        assertThat(match.test(VF, netdev("auxiliary", "0000:61:00.1"))).isFalse();
    }

    @Test
    void orTheVirtioDeviceThatIsMadeOfIt() {
        assertThat(match.test(VF, netdev("virtio", "virtio4"))).isTrue();
        assertThat(match.test(VF, netdev("virtio", "virtio40"))).isFalse();
        assertThat(match.test(VF, netdev("pci", "virtio4"))).isFalse();
        assertThat(match.test(OTHER, netdev("virtio", "virtio4"))).isFalse();
    }

    private static Link netdev(String bus, String name) {
        return new Link(
                7,
                "net1",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Link.Parent(bus, name)),
                OptionalInt.empty(),
                Optional.empty());
    }
}
