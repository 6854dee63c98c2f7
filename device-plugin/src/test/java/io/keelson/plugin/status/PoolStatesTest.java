package io.keelson.plugin.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.AuxName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolStatesTest {
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final Problem DOWN =
            Problem.of(Code.PF_DOWN, new Subject("0000:01:00.0"), "has no link", "see to its cable");

    private static final List<PoolState> POOLS = List.of(
            new PoolState(
                    new ResourceName("keelson.io", "fast"),
                    Optional.empty(),
                    List.of(
                            device(VF, Optional.of(new NumaNode(1)), Optional.of(DOWN)),
                            device(AuxName.parse("mlx5_core.sf.4").orElseThrow(), Optional.empty(), Optional.empty()))),
            new PoolState(new ResourceName("keelson.io", "none"), Optional.of("not yet"), List.of()));

    @Test
    void everyPoolHasItsRow_andEverySickDeviceItsReason() {
        assertThat(PoolStates.table(PoolStates.tree(POOLS))).isEqualTo("""
                RESOURCE         DEVICES  HEALTHY  KUBELET
                keelson.io/fast  2        1        registered
                keelson.io/none  0        0        not yet

                UNHEALTHY     RESOURCE         WHY
                0000:01:10.0  keelson.io/fast  PF_DOWN 0000:01:00.0: has no link; next: see to its cable
                """);
    }

    @Test
    void scriptsFindTheSame() {
        assertThat(PoolStates.tree(POOLS))
                .hasToString("[{\"resource\":\"keelson.io/fast\",\"unregistered\":null,"
                        + "\"total\":2,\"healthy\":1,\"devices\":[{\"device\":\"0000:01:10.0\",\"numaNode\":1,"
                        + "\"healthy\":false,\"problem\":\"PF_DOWN 0000:01:00.0: has no link; next: see to its cable\"},"
                        + "{\"device\":\"mlx5_core.sf.4\",\"numaNode\":null,\"healthy\":true,\"problem\":null}]},"
                        + "{\"resource\":\"keelson.io/none\",\"unregistered\":\"not yet\",\"total\":0,\"healthy\":0,"
                        + "\"devices\":[]}]");
    }

    @Test
    void withoutPoolsItSaysSo() {
        assertThat(PoolStates.table(PoolStates.tree(List.of()))).isEqualTo("No pool is configured.\n");
    }

    private static PoolState.Device device(DeviceId id, Optional<NumaNode> numa, Optional<Problem> unhealthy) {
        return new PoolState.Device(id, numa, unhealthy);
    }
}
