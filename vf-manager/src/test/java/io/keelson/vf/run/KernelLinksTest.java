package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class KernelLinksTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final PciAddress OTHER = PciAddress.of("0000:01:10.2");

    private KernelPorts kernel;

    @BeforeEach
    void setUp() throws HostException {
        kernel = new KernelPorts();
        kernel.veth("vf0", VF);
    }

    @AfterEach
    void tearDown() {
        kernel.close();
    }

    @Test
    void findsANetdevWithItsFacts() throws HostException {
        Netdev found = kernel.links.find(kernel.onHost(VF)).orElseThrow();

        assertThat(found.name()).isEqualTo(new IfName("vf0"));
        assertThat(found.mac()).contains(MacAddress.of(KernelPorts.mac(VF)));
        assertThat(found.mtu()).contains(new Mtu(1500));
        assertThat(found.up()).isFalse();
        assertThat(found.carrier()).isEmpty();
        assertThat(kernel.links.find(kernel.inPod(VF))).isEmpty();
        assertThat(kernel.links.find(kernel.onHost(OTHER))).isEmpty();
    }

    @Test
    void movesAndRenamesInOneMessageThereAndBack() throws HostException {
        kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1"));

        assertThat(kernel.links.find(kernel.onHost(VF))).isEmpty();
        assertThat(kernel.links.find(kernel.inPod(VF)).map(Netdev::name)).contains(new IfName("net1"));
        assertThat(kernel.sent).containsOnlyOnce("move to another namespace as net1");

        kernel.links.change(kernel.inPod(VF), moveTo(Netns.HOST, "vf0"));

        assertThat(kernel.links.find(kernel.inPod(VF))).isEmpty();
        assertThat(kernel.links.find(kernel.onHost(VF)).map(Netdev::name)).contains(new IfName("vf0"));
    }

    @Test
    void refusesAMoveOntoANameThatIsTaken() {
        kernel.pod.ip("link add net1 type bridge");

        HostException e = refusal(() -> kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1")));

        assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
        assertThat(e.problem().errno()).contains(Errno.EEXIST);
        assertThat(kernel.host.ip("-o link show vf0")).contains("vf0");
    }

    /** It was moved, which closes it, and only then not renamed. */
    @Test
    void aNetdevFetchedBackIsDown() throws HostException {
        kernel.pod.ip("link add net1 type bridge");
        kernel.links.change(kernel.onHost(VF), new LinkChange.Up(true));

        refusal(() -> kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1")));

        assertThat(kernel.links.find(kernel.onHost(VF)).orElseThrow().up()).isFalse();
    }

    /** The kernel checks all names before it moves: releases drop them before. */
    @Test
    void anAltnameThatIsTakenKeepsANetdevWhereItIs() throws HostException {
        kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1"));
        kernel.pod.ip("link property add dev net1 altname vf0p");

        HostException e = refusal(() -> kernel.links.change(kernel.inPod(VF), moveTo(Netns.HOST, "vf0")));

        assertThat(e.problem().errno()).contains(Errno.EEXIST);
        assertThat(kernel.links.find(kernel.inPod(VF)).map(Netdev::name)).contains(new IfName("net1"));
    }

    @Test
    void readsAndDropsAltnames() throws HostException {
        assertThat(kernel.links.altNames(kernel.onHost(VF))).contains(Set.of());
        AltName longName = new AltName("a".repeat(127));
        kernel.host.ip("link property add dev vf0 altname other altname " + longName.bytes());

        assertThat(kernel.links.altNames(kernel.onHost(VF))).contains(Set.of(new AltName("other"), longName));
        kernel.links.change(kernel.onHost(VF), new LinkChange.WithoutAltNames(Set.of(new AltName("other"), longName)));

        assertThat(kernel.links.altNames(kernel.onHost(VF))).contains(Set.of());
        assertThat(kernel.host.ip("link show vf0")).doesNotContain("altname");
    }

    /** Some 500 of them fill the 16 bit length of their list, and the kernel takes no more. */
    @Test
    void readsAsManyAltnamesAsATenantMayGive() throws HostException {
        for (int i = 100; i < 400; i++) {
            kernel.host.ip("link property add dev vf0 altname " + i + "a".repeat(124));
        }

        assertThat(kernel.links.altNames(kernel.onHost(VF)).orElseThrow()).hasSize(300);
    }

    @Test
    void thePodsAddressesDoNotComeHome() throws HostException {
        kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1"));
        kernel.pod.ip("address add 10.77.0.2/24 dev net1");
        kernel.pod.ip("address add fd77::2/64 dev net1");
        kernel.links.change(kernel.inPod(VF), new LinkChange.Up(true));
        assertThat(kernel.addressing.addresses(kernel.inPod(VF))).hasSizeGreaterThanOrEqualTo(2);

        kernel.links.change(kernel.inPod(VF), moveTo(Netns.HOST, "vf0"));

        assertThat(kernel.addressing.addresses(kernel.onHost(VF))).isEmpty();
        assertThat(kernel.addressing.routes(kernel.onHost(VF))).isEmpty();
    }

    @Test
    void setsStateMtuAddressAndName() throws HostException {
        LinkRef vf = kernel.onHost(VF);
        kernel.links.change(vf, new LinkChange.MtuTo(new Mtu(9000)));
        kernel.links.change(vf, new LinkChange.NameTo(new IfName("other")));
        kernel.links.change(vf, new LinkChange.Up(true));
        kernel.host.ip("link set vf0p up");

        Netdev up = kernel.links.find(vf).orElseThrow();
        assertThat(up.name()).isEqualTo(new IfName("other"));
        assertThat(up.mtu()).contains(new Mtu(9000));
        assertThat(up.up()).isTrue();
        assertThat(up.carrier()).contains(true);

        kernel.links.change(vf, new LinkChange.Up(false));
        kernel.links.change(vf, new LinkChange.AddressTo(MacAddress.of(KernelPorts.mac(OTHER))));

        assertThat(kernel.links.find(vf)).isEmpty();
        assertThat(kernel.links.find(kernel.onHost(OTHER)).map(Netdev::up)).contains(false);
    }

    @Test
    void bringsHomeANetdevATenantGaveAStrangeName() throws HostException {
        kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1"));
        kernel.pod.ip("link set net1 name \u00e9%d-x");

        assertThat(kernel.links.find(kernel.inPod(VF)).orElseThrow().name().text())
                .startsWith("?");

        kernel.links.change(kernel.inPod(VF), moveTo(Netns.HOST, "vf0"));
        assertThat(kernel.links.find(kernel.onHost(VF)).map(Netdev::name)).contains(new IfName("vf0"));
    }

    @Test
    void missesANetdevByName() {
        HostException e = refusal(() -> kernel.links.change(kernel.onHost(OTHER), new LinkChange.Up(true)));

        assertThat(e.problem().code()).isEqualTo(Code.VF_NETDEV_MISSING);
        assertThat(e.problem().subject().text()).isEqualTo(OTHER.toString());
    }

    @Test
    void tellsANamespaceThatIsGone() {
        kernel.pod.close();

        HostException find = refusal(() -> kernel.links.find(kernel.inPod(VF)));
        HostException move = refusal(() -> kernel.links.change(kernel.onHost(VF), moveTo(kernel.pod.netns(), "net1")));

        assertThat(find.problem().code()).isEqualTo(Code.NETNS_GONE);
        assertThat(find.problem().subject().text()).isEqualTo(kernel.pod.path().text());
        assertThat(move.problem().code()).isEqualTo(Code.NETNS_GONE);
    }

    @Test
    void takesNoFileForANamespace() {
        for (String path : new String[] {"/etc/hostname", "/proc/self/ns/mnt", "/no/such/path", "/dev/null"}) {
            LinkRef there = new LinkRef(Netns.at(new NetnsPath(path)), VF);
            assertThat(refusal(() -> kernel.links.find(there)).problem().code())
                    .as(path)
                    .isEqualTo(Code.NETNS_GONE);
        }
    }

    private static LinkChange moveTo(Netns netns, String name) {
        return new LinkChange.MoveTo(netns, new IfName(name));
    }

    private static HostException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Optional.ofNullable(catchThrowableOfType(HostException.class, call))
                .orElseThrow();
    }
}
