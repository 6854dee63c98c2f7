package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.RdmaName;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.Vf;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a device plugin's configuration to what its containers see, to the letter. */
class PromisedTest {
    private static final String CONFIG = """
        {"resourceList": [{
            "resourceName": "sriov_net_a",
            "selectors": {"isRdma": true},
            "additionalInfo": {"*": {"vlan": "100", "site": "<n>"}, "0000:01:10.1": {"vlan": "7"}}
        }]}
        """;

    @Test
    void containersSeeWhatTheyKnow() throws HostException {
        PoolDesk desk = desk();

        AllocateReply reply =
                desk.allocate(List.of(List.of("0000:01:10.1", "0000:01:10.0"))).get(0);

        assertThat(reply.grant().env())
                .containsOnlyKeys("PCIDEVICE_INTEL_COM_SRIOV_NET_A", "PCIDEVICE_INTEL_COM_SRIOV_NET_A_INFO")
                .containsEntry("PCIDEVICE_INTEL_COM_SRIOV_NET_A", "0000:01:10.1,0000:01:10.0")
                .containsEntry(
                        "PCIDEVICE_INTEL_COM_SRIOV_NET_A_INFO",
                        "{\"0000:01:10.0\":{\"extra\":{\"site\":\"\\u003cn\\u003e\",\"vlan\":\"100\"},"
                                + "\"generic\":{\"deviceID\":\"0000:01:10.0\"},"
                                + "\"rdma\":{\"issm\":\"/dev/infiniband/issm0\",\"rdma_cm\":\"/dev/infiniband/rdma_cm\","
                                + "\"rdma_dev\":\"mlx5_0\",\"umad\":\"/dev/infiniband/umad0\","
                                + "\"uverbs\":\"/dev/infiniband/uverbs0\"}},"
                                + "\"0000:01:10.1\":{\"extra\":{\"site\":\"\\u003cn\\u003e\",\"vlan\":\"7\"},"
                                + "\"generic\":{\"deviceID\":\"0000:01:10.1\"},"
                                + "\"rdma\":{\"issm\":\"/dev/infiniband/issm1\",\"rdma_cm\":\"/dev/infiniband/rdma_cm\","
                                + "\"rdma_dev\":\"mlx5_1\",\"umad\":\"/dev/infiniband/umad1\","
                                + "\"uverbs\":\"/dev/infiniband/uverbs1\"}}}");
        assertThat(reply.grant().nodes())
                .extracting(DeviceNode::host)
                .extracting(Object::toString)
                .containsExactly(
                        "/dev/infiniband/issm1",
                        "/dev/infiniband/umad1",
                        "/dev/infiniband/uverbs1",
                        "/dev/infiniband/rdma_cm",
                        "/dev/infiniband/issm0",
                        "/dev/infiniband/umad0",
                        "/dev/infiniband/uverbs0");
    }

    private static PoolDesk desk() {
        Pool pool = ConfigFiles.parse("config.json", CONFIG, ResourceName.RESOURCE_LIST_PREFIX)
                .intent()
                .orElseThrow()
                .pools()
                .get(0);
        return new PoolDesk(
                new PoolView(
                        PoolTerms.of(pool, false),
                        IntStream.range(0, 2)
                                .mapToObj(PromisedTest::mlx5)
                                .map(vf -> new Assigned(
                                        vf, Promised.of(pool, pool.selectors().get(0), vf.address()), Optional.empty()))
                                .toList()),
                Desks.ports(g -> {}, (terms, devices) -> Optional.empty(), node -> true, Clock.systemUTC()));
    }

    private static Vf mlx5(int n) {
        RdmaDevice device = new RdmaDevice(
                new RdmaName("mlx5_" + n),
                Optional.empty(),
                node("issm" + n),
                node("umad" + n),
                node("uverbs" + n),
                true);
        return Vfs.kernel(n)
                .withTraits(new Traits(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(device),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Optional<io.keelson.vf.model.DeviceNode> node(String name) {
        return io.keelson.vf.model.DeviceNode.parse(name);
    }
}
