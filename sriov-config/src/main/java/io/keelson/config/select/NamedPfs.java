package io.keelson.config.select;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.config.validate.NearMiss;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.FunctionKind;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** PFs that selectors call by name or address, and which this host does not have. */
final class NamedPfs {
    private final Intent intent;
    private final List<String> names = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final Set<String> lower = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private NamedPfs(Intent intent, Snapshot facts) {
        this.intent = intent;
        facts.pfs().forEach(pf -> known(pf.name(), pf.address()));
    }

    private void known(Optional<IfName> name, PciAddress address) {
        name.ifPresent(n -> {
            names.add(n.text());
            lower.add(n.text().toLowerCase(Locale.ROOT));
        });
        addresses.add(address.toString());
        lower.add(address.toString());
    }

    static List<Problem> missingFromPools(Intent intent, Snapshot facts) {
        NamedPfs pfs = new NamedPfs(intent, facts);
        NamedPfs parents = new NamedPfs(intent, facts);
        facts.others().functions().forEach(parents::alsoParent);
        List<Problem> missing = new ArrayList<>();
        for (Pool pool : intent.pools()) {
            NamedPfs known = pool.deviceType() == DeviceType.AUX_NET_DEVICE ? parents : pfs;
            pool.selectors().forEach(known::ranges);
            missing.addAll(known.problems);
            known.problems.clear();
        }
        return missing;
    }

    /** Sub-functions can also be made from a NIC without SR-IOV. */
    private void alsoParent(OtherFunction function) {
        if (function.kind() == FunctionKind.NETWORK) {
            known(function.netdev().map(Netdev::name), function.address());
        }
    }

    /** As for pools; and {@code pciAddresses} of a NIC are those of PFs. */
    static List<Problem> missingFrom(Nic nic, Intent intent, Snapshot facts) {
        NamedPfs pfs = new NamedPfs(intent, facts);
        for (Selector selector : nic.selectors()) {
            pfs.ranges(selector);
            for (PciAddress address : selector.pciAddresses().values().orElse(Set.of())) {
                pfs.named(selector.where() + ".pciAddresses", address.toString(), pfs.addresses);
            }
        }
        return pfs.problems;
    }

    /** A selector by which nothing at all is found. */
    static Problem nothing(Nic nic, Intent intent, Snapshot facts) {
        NamedPfs pfs = new NamedPfs(intent, facts);
        return Problem.of(
                Code.PF_NOT_FOUND,
                intent.at(nic.where() + ".select"),
                "matches no PF of this host",
                pfs.names.isEmpty()
                        ? "run 'keelson inventory': no PF has a netdev"
                        : "PFs here: " + String.join(", ", pfs.names));
    }

    private void ranges(Selector selector) {
        ranges(selector.where() + ".pfNames", selector.pfNames(), names);
        ranges(selector.where() + ".rootDevices", selector.rootDevices(), addresses);
    }

    private void ranges(String where, Optional<List<PfRange>> ranges, Collection<String> known) {
        for (PfRange range : ranges.orElse(List.of())) {
            named(where, range.pf(), known);
        }
    }

    private void named(String where, String pf, Collection<String> known) {
        if (!lower.contains(pf)) {
            problems.add(Problem.of(
                    Code.PF_NOT_FOUND,
                    intent.at(where),
                    "there is no PF '" + pf + "' on this host",
                    known.isEmpty() ? "run 'keelson inventory'" : NearMiss.hint(pf, known)));
        }
    }
}
