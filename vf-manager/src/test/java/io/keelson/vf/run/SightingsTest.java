package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.LinkChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class SightingsTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final IfAddress ADDRESS = IfAddress.parse("10.77.0.2/24").orElseThrow();

    private KernelPorts kernel;

    @BeforeEach
    void setUp() throws HostException {
        kernel = new KernelPorts(Sightings.ofVisit());
        kernel.veth("vf0", VF);
    }

    @AfterEach
    void tearDown() {
        kernel.close();
    }

    @Test
    void aNetdevThatWasMovedIsNotSearchedForAgain() throws HostException {
        int index = kernel.links.find(kernel.onHost(VF)).orElseThrow().ifindex();
        kernel.sent.clear();

        kernel.links.change(kernel.onHost(VF), moveToPod());
        assertThat(kernel.links.find(kernel.inPod(VF)).map(Netdev::name)).contains(new IfName("net1"));
        kernel.addressing.addAddress(kernel.inPod(VF), ADDRESS);
        assertThat(kernel.addressing.addresses(kernel.inPod(VF))).contains(ADDRESS);
        kernel.links.change(kernel.inPod(VF), new LinkChange.Up(true));
        assertThat(kernel.links.find(kernel.inPod(VF)).orElseThrow().up()).isTrue();

        assertThat(kernel.sent)
                .containsExactly(
                        "move to another namespace as net1",
                        "read netdev " + index,
                        "add address 10.77.0.2/24",
                        "list addresses",
                        "set link up",
                        "read netdev " + index);
    }

    /** The kernel gives another index where the old one is taken. */
    @Test
    void anotherNetdevUnderTheIndexIsNotTakenForIt() throws HostException {
        int index = kernel.links.find(kernel.onHost(VF)).orElseThrow().ifindex();
        kernel.pod.ip("link add other index " + index + " type bridge");

        kernel.links.change(kernel.onHost(VF), moveToPod());

        Netdev there = kernel.links.find(kernel.inPod(VF)).orElseThrow();
        assertThat(there.name()).isEqualTo(new IfName("net1"));
        assertThat(there.ifindex()).isNotEqualTo(index);
        kernel.links.change(kernel.inPod(VF), new LinkChange.Up(true));
        assertThat(kernel.pod.ip("-o link show other")).doesNotContain("UP");
    }

    @Test
    void oneMadeAnewIsFoundUnderItsNewIndex() throws HostException {
        int before = kernel.links.find(kernel.onHost(VF)).orElseThrow().ifindex();
        kernel.host.ip("link delete vf0");
        assertThat(kernel.links.find(kernel.onHost(VF))).isEmpty();
        assertMissing();
        kernel.veth("vf0", VF);

        assertThat(kernel.links.find(kernel.onHost(VF)).orElseThrow().ifindex()).isNotEqualTo(before);
    }

    @Test
    void whatLeftIsNotThereAnyMore() throws HostException {
        kernel.links.find(kernel.onHost(VF));

        kernel.links.change(kernel.onHost(VF), moveToPod());

        assertMissing();
        assertThat(kernel.links.find(kernel.onHost(VF))).isEmpty();
    }

    private void assertMissing() {
        HostException e = catchThrowableOfType(
                HostException.class, () -> kernel.links.change(kernel.onHost(VF), new LinkChange.Up(true)));
        assertThat(e.problem().code()).isEqualTo(Code.VF_NETDEV_MISSING);
    }

    private LinkChange.MoveTo moveToPod() {
        return new LinkChange.MoveTo(kernel.pod.netns(), new IfName("net1"));
    }
}
