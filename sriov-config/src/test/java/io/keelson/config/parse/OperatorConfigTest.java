package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.AdditionalInfo;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Extras;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.config.testing.Golden;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VdpaType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole files as they are found on nodes: what the SR-IOV network operator writes, and what people write. */
class OperatorConfigTest {

    @Test
    void whatTheOperatorWrites_isTakenAsItIs() {
        Intent intent = good("operator.json");
        assertThat(intent.pools())
                .extracting(p -> p.resource().toString())
                .containsExactly(
                        "openshift.io/intelnics",
                        "openshift.io/mlxrdma",
                        "openshift.io/dpdk",
                        "openshift.io/vdpa",
                        "openshift.io/virtual");
        Selector kernel = only(intent, 0);
        assertThat(kernel.pfNames().orElseThrow()).hasToString("[ens0#0-9, ens1]");
        assertThat(kernel.rootDevices().orElseThrow()).hasToString("[0000:86:00.0]");
        assertThat(kernel.traits().linkTypes().matches(Optional.of(LinkType.ETHER)))
                .isTrue();
        assertThat(kernel.traits().linkTypes().matches(Optional.of(LinkType.INFINIBAND)))
                .isFalse();
        assertThat(kernel.adds()).isEqualTo(Extras.NONE);
        assertThat(only(intent, 1).adds()).isEqualTo(new Extras(true, false, Optional.empty()));
        assertThat(only(intent, 2).adds()).isEqualTo(new Extras(false, true, Optional.empty()));
        assertThat(only(intent, 3).adds()).isEqualTo(new Extras(false, false, Optional.of(VdpaType.VHOST)));
        assertThat(intent.pools().get(1).excludeTopology()).isTrue();
    }

    @Test
    void everyTypeOfDevice_withEverySelectorItHas() {
        Intent intent = good("people.json");
        assertThat(intent.pools())
                .extracting(Pool::deviceType)
                .containsExactly(
                        DeviceType.NET_DEVICE,
                        DeviceType.NET_DEVICE,
                        DeviceType.ACCELERATOR,
                        DeviceType.AUX_NET_DEVICE,
                        DeviceType.NET_DEVICE);
        Selector all = only(intent, 0);
        assertThat(all.traits().acpiIndexes().values().orElseThrow()).hasToString("[101]");
        assertThat(all.traits().pKeys().values().orElseThrow()).hasToString("[0x8001]");
        assertThat(intent.pools().get(1).selectors())
                .extracting(s -> s.where() + " " + s.adds().vhostNet())
                .containsExactly("resourceList[1].selectors[0] false", "resourceList[1].selectors[1] true");
    }

    @Test
    void additionalInfo_isTheDevicesOwnBeforeThatOfAll() {
        AdditionalInfo info =
                good("people.json").pools().get(4).additionalInfo().orElseThrow();
        assertThat(info.of(PciAddress.of("0000:03:02.0"))).hasToString("{site=north, token=own}");
        assertThat(info.of(PciAddress.of("0000:03:02.1"))).hasToString("{token=all}");
        assertThat(info.of(PciAddress.of("0000:03:02.2"))).hasToString("{token=all}");
        assertThat(good("people.json").pools().get(0).additionalInfo()).isEmpty();
    }

    private static Selector only(Intent intent, int pool) {
        List<Selector> selectors = intent.pools().get(pool).selectors();
        assertThat(selectors).hasSize(1);
        return selectors.get(0);
    }

    private static Intent good(String name) {
        Parsed parsed = ResourceListFile.parse(name, Golden.text(OperatorConfigTest.class, name), "openshift.io");
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.warnings()).allMatch(p -> p.subject().text().endsWith(".deviceType"));
        return parsed.intent().orElseThrow();
    }
}
