package io.keelson.plugin.attach;

import io.keelson.vf.HostWriter;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a device is in its sandbox as it was attached: asked of the ledger, of the PF and of the pod's namespace. */
record Checking(HostWriter writer, Host host) {
    /** Fails with {@code DEVICE_NOT_ATTACHED} and the first difference. */
    void require(Claim claim, Sandbox sandbox, List<CheckRequest.Claimed> told) throws HostException {
        Optional<Vf> vf = writer.facts().vf(claim.device()).filter(v -> writer.ledger()
                .owner(v.id())
                .filter(o -> o.phase() == OwnerPhase.ATTACHED)
                .filter(o -> o.key().container().equals(sandbox.container()))
                .filter(o -> o.key().ifName().equals(claim.ifName()))
                .isPresent());
        if (vf.isEmpty()) {
            throw differs(claim, sandbox, "does not belong to it");
        }
        settings(claim, sandbox, vf.get());
        if (!vf.get().isInUserspace()) {
            netdev(claim, sandbox, told);
        }
    }

    private void settings(Claim claim, Sandbox sandbox, Vf vf) throws HostException {
        VfSettings now = host.vfTable().settings(vf.pf(), vf.index()).orElse(VfSettings.NONE);
        VfSettings other = claim.wanted().differingFrom(now);
        if (!other.isEmpty()) {
            throw differs(claim, sandbox, "its PF does not hold: " + other);
        }
    }

    private void netdev(Claim claim, Sandbox sandbox, List<CheckRequest.Claimed> told) throws HostException {
        LinkRef link = new LinkRef(Netns.at(sandbox.netns()), claim.device());
        Netdev netdev = host.links().find(link).orElseThrow(() -> differs(claim, sandbox, "has no netdev there"));
        if (!netdev.name().equals(claim.ifName())) {
            throw differs(claim, sandbox, "is called " + netdev.name());
        }
        if (!netdev.up()) {
            throw differs(claim, sandbox, "is down");
        }
        for (CheckRequest.Claimed one : told) {
            if (one.name().equals(claim.ifName())) {
                asTold(claim, sandbox, link, netdev, one);
            }
        }
    }

    private void asTold(Claim claim, Sandbox sandbox, LinkRef link, Netdev netdev, CheckRequest.Claimed told)
            throws HostException {
        if (told.mac().isPresent() && !told.mac().equals(netdev.mac())) {
            throw differs(
                    claim, sandbox, "has another address than " + told.mac().get());
        }
        Set<IfAddress> present = host.addressing().addresses(link);
        Optional<IfAddress> missing =
                told.addresses().stream().filter(a -> !present.contains(a)).findFirst();
        if (missing.isPresent()) {
            throw differs(claim, sandbox, "does not have " + missing.get());
        }
    }

    private static HostException differs(Claim claim, Sandbox sandbox, String what) {
        return new HostException(Problem.of(
                Code.DEVICE_NOT_ATTACHED,
                Subject.of(claim.device()),
                "is not in sandbox " + sandbox.container().brief() + " as it was attached: " + what,
                "the sandbox has to be made anew"));
    }
}
