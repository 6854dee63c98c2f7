package io.keelson.plugin.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.testing.FakeHost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PciErrorsTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final PciAddress NEXT = PciAddress.of("0000:01:10.2");

    private final FakeHost host = FakeHost.twoIgb();
    private final PciErrors errors = new PciErrors();

    @BeforeEach
    void twoVfs() throws HostException {
        host.pci().writeNumVfs(PF, 2);
    }

    @Test
    void aVfIsOfflineWithItsPf_notWithItsNeighbour() {
        errors.hear(Map.of(VF, false));
        assertThat(errors.against(device(VF)).orElseThrow().code()).isEqualTo(Code.PCI_ERROR);
        assertThat(errors.against(device(NEXT))).isEmpty();
        assertThat(errors.against(device(PF))).isEmpty();

        errors.hear(Map.of(VF, true, PF, false));
        assertThat(errors.against(device(VF)).orElseThrow().subject().text()).isEqualTo(PF.toString());
        assertThat(errors.against(device(NEXT))).isPresent();
    }

    @Test
    void itIsOverWhenTheKernelSaysSo_andWhenTheFunctionIsGone() throws HostException {
        errors.hear(Map.of(PF, false, VF, false));
        errors.hear(Map.of(PF, true));
        errors.look(host.snapshot());
        assertThat(errors.against(device(NEXT))).isEmpty();
        assertThat(errors.against(device(VF))).isPresent();

        Device before = device(VF);
        errors.look(new Snapshot(9, List.of(), List.of()));
        assertThat(errors.against(before)).isEmpty();
    }

    private Device device(PciAddress address) {
        return host.snapshot().device(address).orElseThrow();
    }
}
