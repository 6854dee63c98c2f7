package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.Lease;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Requests and attachments that tests share. */
final class Samples {
    static final String NETNS = "/run/netns/cni-5a1e";
    static final String CONTAINER = "6e9f0c2d4b8a";
    static final Call CALL = Call.until(Deadline.after(Duration.ofSeconds(30)));

    private Samples() {}

    static List<byte[]> environment(String verb) {
        return environment(Map.of(
                "CNI_COMMAND", verb,
                "CNI_CONTAINERID", CONTAINER,
                "CNI_NETNS", NETNS,
                "CNI_IFNAME", "net1",
                "CNI_PATH", "/opt/cni/bin"));
    }

    static List<byte[]> environment(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(e -> bytes(e.getKey() + "=" + e.getValue()))
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static NetConf conf(String json) throws Exception {
        return NetConf.parse(bytes(json));
    }

    static IfAddress address(String text) {
        return IfAddress.parse(text).orElseThrow();
    }

    /** net1 with an address of each family, gateways, a default route and a route with attributes. */
    static Attached net1() {
        OptionalLong none = OptionalLong.empty();
        Lease lease = new Lease(
                List.of(
                        new Lease.Address(address("10.56.0.2/24"), IfAddress.literal("10.56.0.1")),
                        new Lease.Address(address("fd00:56::2/64"), Optional.empty())),
                List.of(
                        Lease.LeasedRoute.of(new Route(address("0.0.0.0/0"), Optional.empty())),
                        new Lease.LeasedRoute(
                                new Route(address("fd00:57::/64"), IfAddress.literal("fd00:56::1")),
                                OptionalLong.of(1400),
                                none,
                                OptionalLong.of(50),
                                OptionalLong.of(100),
                                OptionalLong.of(0))),
                new Lease.Dns(
                        List.of("10.56.0.53"), Optional.of("wire.example"), List.of("example"), List.of("ndots:2")));
        return new Attached(
                new IfName("net1"),
                Optional.of(MacAddress.of("02:00:00:00:00:01")),
                Optional.of(new Mtu(1500)),
                new NetnsPath(NETNS),
                PciAddress.of("0000:01:10.0"),
                lease);
    }

    /** net2 as a vfio device: neither MAC nor MTU nor addresses. */
    static Attached net2() {
        return new Attached(
                new IfName("net2"),
                Optional.empty(),
                Optional.empty(),
                new NetnsPath(NETNS),
                PciAddress.of("0000:01:10.2"),
                Lease.NONE);
    }
}
