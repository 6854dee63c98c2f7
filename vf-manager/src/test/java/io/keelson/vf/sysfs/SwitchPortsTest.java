package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which interface stands for which VF at the switch. */
class SwitchPortsTest {
    private final Path root;
    private final PciNode pf;

    SwitchPortsTest(@TempDir Path root) {
        this.root = root;
        TreeBuilder tree = new TreeBuilder(root);
        pf = tree.nic(PciAddress.of("0000:01:00.0"), 2);
        tree.vf(pf, 0, new SriovLayout(128, 1)).driver("igbvf");
        tree.vf(pf, 1, new SriovLayout(128, 1)).driver("igbvf");
        port("uplink", "p0");
    }

    @Test
    void itIsTheOneThatBearsItsNumber() {
        port("aaa", "pf0vf1").port("bbb", "pf0vf0").port("ccc", "pf0vf7").port("ddd", "pf0sf1");
        assertThat(representors()).containsExactly("bbb", "aaa");
    }

    @Test
    void itIsNotThatOfAnotherHostsVf() {
        port("aaa", "c1pf0vf0").port("bbb", "pf0vf1");
        assertThat(representors()).containsExactly("none", "bbb");
    }

    @Test
    void ofTwoForOneVfItIsNeither() {
        port("aaa", "pf0vf0").port("bbb", "pf1vf0").port("ccc", "pf0vf1").port("ddd", "pf2vf0");
        assertThat(representors()).containsExactly("none", "ccc");
    }

    @Test
    void itIsAPortOfASwitch() {
        pf.netdev("aaa", 30).netdevFile("aaa", "phys_port_name", "pf0vf0");
        assertThat(representors()).containsExactly("none", "none");
    }

    @Test
    void aNumberBeyondAnyVfIsPassedOver() {
        port("aaa", "pf0vf99999999999").port("bbb", "pf0vf65535");
        assertThat(representors()).containsExactly("none", "none");
    }

    private SwitchPortsTest port(String name, String portName) {
        pf.netdev(name, 20)
                .netdevFile(name, "phys_port_name", portName)
                .netdevFile(name, "phys_switch_id", "b8cef603000f31");
        return this;
    }

    private List<String> representors() {
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.problems()).isEmpty();
        assertThat(facts.pfs().get(0).name().map(n -> n.text())).contains("uplink");
        return facts.pfs().get(0).vfs().stream()
                .map(vf -> vf.traits().representor().map(n -> n.text()).orElse("none"))
                .toList();
    }
}
