package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entry of {@code nics} describes which PF of this host.
 *
 * @param nics by PF; a PF that two entries select is in none, since they may contradict each other
 * @param problems PFs named that are not here, entries that select nothing, PFs selected twice
 */
public record NicSelection(Map<PciAddress, Nic> nics, List<Problem> problems) {

    /** The selection for this host. */
    public static NicSelection of(Intent intent, Snapshot facts) {
        Map<PciAddress, Nic> nics = new LinkedHashMap<>();
        Set<PciAddress> twice = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Nic nic : intent.nics()) {
            List<Pf> selected =
                    facts.pfs().stream().filter(pf -> selects(nic, pf)).toList();
            for (Pf pf : selected) {
                Nic before = nics.putIfAbsent(pf.address(), nic);
                if (before != null) {
                    twice.add(pf.address());
                    problems.add(selectedTwice(intent, nic, before, pf));
                }
            }
            List<Problem> missing = NamedPfs.missingFrom(nic, intent, facts);
            problems.addAll(missing);
            if (selected.isEmpty() && missing.isEmpty()) {
                problems.add(NamedPfs.nothing(nic, intent, facts));
            }
        }
        nics.keySet().removeAll(twice);
        return new NicSelection(Map.copyOf(nics), List.copyOf(problems));
    }

    private static boolean selects(Nic nic, Pf pf) {
        return nic.selectors().stream().anyMatch(s -> selects(s, pf));
    }

    private static boolean selects(Selector selector, Pf pf) {
        return selector.vendors().matches(pf.vendor())
                && selector.devices().matches(pf.device())
                && selector.drivers().matches(pf.driver())
                && selector.pciAddresses().matches(Optional.of(pf.address()))
                && names(selector.pfNames(), pf.name().map(n -> n.text().toLowerCase(Locale.ROOT)))
                && names(selector.rootDevices(), Optional.of(pf.address().toString()));
    }

    private static boolean names(Optional<List<PfRange>> entries, Optional<String> pf) {
        return entries.isEmpty() || entries.get().stream().anyMatch(e -> pf.equals(Optional.of(e.pf())));
    }

    private static Problem selectedTwice(Intent intent, Nic nic, Nic before, Pf pf) {
        return Problem.of(
                Code.CONFIG_BAD_VALUE,
                intent.at(nic.where() + ".select"),
                "selects PF " + pf.address() + ", which " + before.where() + " selects too; it is left as it is",
                "describe each PF in one entry of nics");
    }
}
