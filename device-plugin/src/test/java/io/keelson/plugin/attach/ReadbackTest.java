package io.keelson.plugin.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.FakeHost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an interface has, told apart from what the kernel added to it by itself. */
class ReadbackTest {
    private static final LinkRef LINK = LinkRef.onHost(AttachBench.PF);

    private final FakeHost host = FakeHost.twoIgb();

    @BeforeEach
    void up() throws HostException {
        host.links().change(LINK, new LinkChange.Up(true));
    }

    @Test
    void addressesComeV4FirstWithTheGatewayOfTheirOwnSubnet() throws HostException {
        addresses("fd00::2/64", "10.56.0.2/20", "10.57.0.2/24");
        routes(via("0.0.0.0/0", "10.56.15.254"), via("fd01::/64", "fd00::1"));
        assertThat(readback().addresses())
                .extracting(a -> a.address() + " "
                        + a.gateway().map(g -> g.getHostAddress()).orElse("-"))
                .containsExactly(
                        "10.56.0.2/20 10.56.15.254", "10.57.0.2/24 -", "fd00:0:0:0:0:0:0:2/64 fd00:0:0:0:0:0:0:1");
    }

    @Test
    void theKernelsLinkLocalAddressIsNotTold() throws HostException {
        addresses("fe80::1/64", "fd00::2/64");
        assertThat(readback().addresses()).extracting(Lease.Address::address).containsExactly(address("fd00::2/64"));
    }

    @Test
    void theKernelsOwnRoutesAreNotTold() throws HostException {
        addresses("10.56.0.2/20", "fd00::2/64");
        routes(onLink("10.56.0.0/20"), onLink("fd00::/64"), onLink("fe80::/64"));
        assertThat(readback().routes()).isEmpty();
    }

    /** The same prefix by way of a gateway, a part of the subnet, and a neighbour of it. */
    @Test
    void routesOfTheLeaseAreTold() throws HostException {
        addresses("10.56.0.2/20");
        Route[] leased = {via("10.56.0.0/20", "10.56.0.1"), onLink("10.56.8.0/24"), onLink("10.56.16.0/20")};
        routes(leased);
        assertThat(readback().routes()).extracting(Lease.LeasedRoute::route).containsExactlyInAnyOrder(leased);
    }

    private Lease readback() throws HostException {
        return new Readback(host).lease(LINK);
    }

    private void addresses(String... texts) throws HostException {
        for (String text : texts) {
            host.addressing().addAddress(LINK, address(text));
        }
    }

    private void routes(Route... routes) throws HostException {
        for (Route route : List.of(routes)) {
            host.addressing().addRoute(LINK, route);
        }
    }

    private static Route via(String destination, String gateway) {
        return new Route(address(destination), IfAddress.literal(gateway));
    }

    private static Route onLink(String destination) {
        return new Route(address(destination), Optional.empty());
    }

    private static IfAddress address(String text) {
        return IfAddress.parse(text).orElseThrow();
    }
}
