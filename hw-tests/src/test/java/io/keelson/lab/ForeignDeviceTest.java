package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** An NVMe controller with VFs is none of our business, even where a configuration asks for it by all its names. */
@NeedsGuest(extra = Extra.NVME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForeignDeviceTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");

    /** All that an agent could change about it and its VFs. */
    private static final String STATE = """
            cd /sys/bus/pci/devices
            for f in 0000:61:*; do
              echo $f $(<$f/driver_override) $(readlink $f/driver) $(<$f/enable) $(cat $f/sriov_numvfs $f/sriov_drivers_autoprobe 2>&1)
            done""";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private String before = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepareUnchained(guest, DISTRIBUTION, Configurations.FOREIGN);
        // Driverless VFs, which a pool with vfio-pci would bind.
        guest.run(
                "modprobe nvme && cd /sys/bus/pci/devices/0000:61:00.0"
                        + " && until [ -e driver ]; do sleep 0.2; done && echo 0 >sriov_drivers_autoprobe && echo 2 >sriov_numvfs");
        before = guest.run(STATE);
    }

    @Test
    @Order(1)
    void itHasSriovAndVfs() {
        assertThat(node.guest().run("cat /sys/bus/pci/devices/0000:61:00.0/{class,sriov_totalvfs}"))
                .isEqualTo("0x010802\n4\n");
        assertThat(before.lines()).hasSize(3);
    }

    @Test
    @Order(2)
    void inventoryDoesNotShowIt() {
        assertThat(node.keelson("inventory -o json | jq -c '[.pfs[].pciAddress, (.problems | length)]'"))
                .isEqualTo("[\"0000:21:00.0\",\"0000:41:00.0\",0]\n");
        assertThat(node.keelson("inventory")).doesNotContain("61:");
    }

    @Test
    @Order(3)
    void noPlanTouchesIt() {
        assertThat(node.keelsonAndProblems("plan"))
                .contains("0000:21:00.0", "sriov_numvfs = 2")
                .doesNotContain("0000:61:");
    }

    @Test
    @Order(4)
    void noAgentTouchesItEither() {
        node.startAgentWithoutKubelet();
        assertThat(node.guest().run(STATE)).isEqualTo(before);
        assertThat(node.keelsonAndProblems("apply")).doesNotContain("0000:61:");
        assertThat(node.log()).contains("0000:21:00.0 sriov_numvfs = 2").doesNotContain("0000:61:");
        assertThat(node.guest().run(STATE)).isEqualTo(before);
    }
}
