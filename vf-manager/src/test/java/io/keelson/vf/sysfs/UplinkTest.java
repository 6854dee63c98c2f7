package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of a PF's interfaces is the PF. */
class UplinkTest {
    private static final String SWITCH = "b8cef603000f31";

    private final Path root;
    private final PciNode pf;

    UplinkTest(@TempDir Path root) {
        this.root = root;
        pf = new TreeBuilder(root).nic(PciAddress.of("0000:01:00.0"), 7);
    }

    @Test
    void inSwitchdevModeItIsThePortNamedP() {
        port("aaa", 20, "pf0vf0").port("bbb", 4, "p0").port("ccc", 21, "pf0vf1");
        assertThat(uplink()).contains("bbb");
    }

    @Test
    void aPortNamedPWithoutASwitchIsNotPreferred() {
        pf.netdev("aaa", 20).netdevFile("aaa", "phys_port_name", "p1").netdevFile("aaa", "dev_port", "1");
        pf.netdev("bbb", 21);
        assertThat(uplink()).contains("bbb");
    }

    @Test
    void ofSeveralPortsItIsTheFirst() {
        pf.netdev("aaa", 4).netdevFile("aaa", "dev_port", "1").netdev("bbb", 5);
        assertThat(uplink()).contains("bbb");
    }

    @Test
    void ofEqualPortsItIsTheOldest() {
        pf.netdev("aaa", 40).netdev("bbb", 5).netdev("ccc", 41);
        assertThat(uplink()).contains("bbb");
    }

    @Test
    void aRepresentorIsNeverIt() {
        port("aaa", 4, "pf0vf0");
        assertThat(uplink()).isEmpty();
        port("bbb", 5, "c1pf0sf88").port("ccc", 6, "pf1");
        assertThat(uplink()).isEmpty();
        pf.netdev("ddd", 7);
        assertThat(uplink()).contains("ddd");
    }

    private UplinkTest port(String name, int ifindex, String portName) {
        pf.netdev(name, ifindex)
                .netdevFile(name, "phys_port_name", portName)
                .netdevFile(name, "phys_switch_id", SWITCH);
        return this;
    }

    private Optional<String> uplink() {
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.problems()).isEmpty();
        return facts.pfs().get(0).name().map(n -> n.text());
    }
}
