package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.netlink.AddressState;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class KernelAddressingTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");

    private KernelPorts kernel;
    private LinkRef vf;

    @BeforeEach
    void setUp() throws HostException {
        kernel = new KernelPorts();
        kernel.veth("vf0", VF);
        kernel.links.change(kernel.onHost(VF), new LinkChange.MoveTo(kernel.pod.netns(), new IfName("net1")));
        vf = kernel.inPod(VF);
    }

    @AfterEach
    void tearDown() {
        kernel.close();
    }

    @Test
    void addsAddressesOfBothFamilies() throws HostException {
        kernel.addressing.addAddress(vf, address("10.56.0.2/24"));
        kernel.addressing.addAddress(vf, address("fd00:56::2/64"));

        assertThat(kernel.addressing.addresses(vf))
                .containsExactlyInAnyOrder(address("10.56.0.2/24"), address("fd00:56::2/64"));
        assertThat(kernel.pod.ip("-4 addr show net1")).contains("inet 10.56.0.2/24 brd 10.56.0.255");
    }

    @Test
    void anAddressThatIsThereIsRefused() throws HostException {
        kernel.addressing.addAddress(vf, address("10.56.0.2/24"));

        assertThat(refusal(() -> kernel.addressing.addAddress(vf, address("10.56.0.2/24")))
                        .problem()
                        .errno())
                .contains(Errno.EEXIST);
    }

    @Test
    void addsRoutesOnLinkByGatewayAndDefault() throws HostException {
        kernel.links.change(vf, new LinkChange.Up(true));
        kernel.addressing.addAddress(vf, address("10.56.0.2/24"));
        kernel.addressing.addAddress(vf, address("fd00:56::2/64"));
        Route direct = new Route(address("10.98.0.0/16"), Optional.empty());
        Route behind = new Route(address("10.99.0.0/16"), Optional.of(literal("10.56.0.1")));
        Route everything = new Route(address("0.0.0.0/0"), Optional.of(literal("10.56.0.1")));
        Route six = new Route(address("fd00:99::/64"), Optional.of(literal("fd00:56::1")));
        for (Route route : new Route[] {direct, behind, everything, six}) {
            kernel.addressing.addRoute(vf, route);
        }

        assertThat(kernel.addressing.routes(vf))
                .contains(direct, behind, everything, six, new Route(address("10.56.0.0/24"), Optional.empty()));
        assertThat(kernel.pod.ip("route show"))
                .contains("default via 10.56.0.1 dev net1")
                .contains("10.98.0.0/16 dev net1 proto static scope link");
    }

    @Test
    void appendsADefaultRouteBesideThePrimaryInterfaces() throws HostException {
        kernel.pod.ip("link add eth0 type bridge");
        kernel.pod.ip("addr add 10.1.0.2/24 dev eth0");
        kernel.pod.ip("link set eth0 up");
        kernel.pod.ip("route add default via 10.1.0.1");
        kernel.links.change(vf, new LinkChange.Up(true));
        kernel.addressing.addAddress(vf, address("10.56.0.2/24"));
        Route everything = new Route(address("0.0.0.0/0"), Optional.of(literal("10.56.0.1")));

        kernel.addressing.addRoute(vf, everything);

        assertThat(kernel.addressing.routes(vf)).contains(everything);
        assertThat(kernel.pod.ip("route show")).startsWith("default via 10.1.0.1 dev eth0");
    }

    @Test
    void showsTheKernelsOwnWordsForABadGateway() throws HostException {
        kernel.links.change(vf, new LinkChange.Up(true));
        Route bad = new Route(address("10.99.0.0/16"), Optional.of(literal("192.168.77.1")));

        HostException e = refusal(() -> kernel.addressing.addRoute(vf, bad));

        assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
        assertThat(e.problem().detail())
                .contains("add route 10.99.0.0/16 via 192.168.77.1")
                .contains("Nexthop has invalid gateway");
    }

    @Test
    void aFreshNamespaceHasNoRoutes() throws HostException {
        assertThat(kernel.addressing.routes(vf)).isEmpty();
    }

    @Test
    void tellsHowFarDuplicateDetectionIs() throws HostException {
        kernel.addressing.addAddress(vf, address("fd00:56::2/64"));
        kernel.addressing.addAddress(vf, address("10.56.0.2/24"));

        assertThat(kernel.addressing.addressStates(vf))
                .containsExactlyInAnyOrder(
                        new AddressState(address("10.56.0.2/24"), AddressState.Detection.VALID),
                        new AddressState(address("fd00:56::2/64"), AddressState.Detection.TENTATIVE));
    }

    @Test
    void switchesIpv6InThePodAndNowhereElse() throws HostException {
        kernel.addressing.enableIpv6(vf, false);
        assertThat(kernel.addressing.ipv6Enabled(vf)).isFalse();
        assertThat(refusal(() -> kernel.addressing.addAddress(vf, address("fd00:56::2/64")))
                        .problem()
                        .code())
                .isEqualTo(Code.KERNEL_REFUSED);

        kernel.addressing.enableIpv6(vf, true);

        assertThat(kernel.addressing.ipv6Enabled(vf)).isTrue();
        kernel.addressing.addAddress(vf, address("fd00:56::2/64"));
    }

    @Test
    void noNetdevIsCalledLikeTheSwitchForAll() {
        for (String name : new String[] {"all", "default"}) {
            assertThat(refusal(() -> kernel.links.change(vf, new LinkChange.NameTo(new IfName(name))))
                            .problem()
                            .errno())
                    .contains(Errno.EINVAL);
        }
    }

    private static IfAddress address(String text) {
        return IfAddress.parse(text).orElseThrow();
    }

    private static InetAddress literal(String text) {
        return IfAddress.literal(text).orElseThrow();
    }

    private static HostException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Optional.ofNullable(catchThrowableOfType(HostException.class, call))
                .orElseThrow();
    }
}
