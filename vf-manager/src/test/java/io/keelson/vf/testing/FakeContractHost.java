package io.keelson.vf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;

/** The fake host, for the contract. */
public final class FakeContractHost implements ContractHost {
    private final FakeHost host = FakeHost.twoIgb();
    private int namespaces;

    @Override
    public Host host() {
        return host;
    }

    @Override
    public PciAddress pf() {
        return PciAddress.of("0000:01:00.0");
    }

    @Override
    public Snapshot snapshot() {
        return host.snapshot();
    }

    @Override
    public Netns newNamespace() {
        Netns netns = Netns.at(new NetnsPath("/run/netns/contract" + namespaces++));
        host.addNamespace(netns);
        return netns;
    }

    @Override
    public void awaitCarrier() {
        assertThat(snapshot().pf(pf()).flatMap(Pf::netdev).flatMap(Netdev::carrier))
                .contains(true);
    }

    @Override
    public void giveAltName(LinkRef link, IfName name, AltName altName) {
        host.tenantAddsAltName(link.device(), altName);
    }

    @Override
    public void killNamespace(Netns netns) {
        host.killNamespace(netns);
    }
}
