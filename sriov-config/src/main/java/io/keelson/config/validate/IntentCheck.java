package io.keelson.config.validate;

import io.keelson.config.model.Attach;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for contradictions inside an Intent: whatever can be said without knowing the host, all at once. */
public final class IntentCheck {
    private final Intent intent;
    private final Findings findings;

    private IntentCheck(Intent intent, Findings findings) {
        this.intent = intent;
        this.findings = findings;
    }

    /** Adds every contradiction to the findings. */
    public static void check(Intent intent, Findings findings) {
        IntentCheck check = new IntentCheck(intent, findings);
        check.resources();
        intent.nics().forEach(check::nic);
        intent.pools().forEach(check::pool);
        TextOverlap.check(intent, findings);
    }

    private void resources() {
        Map<String, Pool> names = new HashMap<>();
        Map<String, Pool> variables = new HashMap<>();
        for (Pool pool : intent.pools()) {
            Pool same = names.putIfAbsent(pool.resource().toString(), pool);
            Pool alike = variables.putIfAbsent(pool.resource().variable(), pool);
            if (same != null) {
                duplicate(true, pool, "'" + pool.resource() + "' is the resource of " + same.where() + " as well");
            } else if (alike != null) {
                duplicate(
                        intent.isNative(),
                        pool,
                        "'" + pool.resource() + "' and '" + alike.resource() + "' (" + alike.where()
                                + ") give containers the same variable "
                                + pool.resource().variable());
            }
        }
    }

    private void duplicate(boolean forbids, Pool pool, String detail) {
        findings.add(
                forbids,
                Problem.of(
                        Code.CONFIG_DUPLICATE_RESOURCE,
                        intent.at(pool.where()),
                        detail,
                        "give it another name, or make it one pool with a list of selectors"));
    }

    private void nic(Nic nic) {
        for (Selector selector : nic.selectors()) {
            repeated(selector.where() + ".pfNames", selector.pfNames());
            repeated(selector.where() + ".rootDevices", selector.rootDevices());
            ranged(selector.where() + ".pfNames", selector.pfNames());
            ranged(selector.where() + ".rootDevices", selector.rootDevices());
        }
    }

    private void ranged(String where, Optional<List<PfRange>> ranges) {
        for (PfRange range : ranges.orElse(List.of())) {
            if (range.indexes().isPresent()) {
                value(where, "'" + range + "' names VFs, but nics select PFs", "write '" + range.pf() + "'");
            }
        }
    }

    private void repeated(String where, Optional<List<PfRange>> ranges) {
        Set<String> seen = new HashSet<>();
        for (PfRange range : ranges.orElse(List.of())) {
            if (!seen.add(range.pf())) {
                value(
                        where,
                        "'" + range + "' can never match: an earlier entry names '" + range.pf()
                                + "' and only the first counts",
                        "write one entry with all ranges, '" + range.pf() + "#0-1,4-5'");
            }
        }
    }

    private void pool(Pool pool) {
        for (Selector selector : pool.selectors()) {
            repeated(selector.where() + ".pfNames", selector.pfNames());
            repeated(selector.where() + ".rootDevices", selector.rootDevices());
            if (pool.driver() != DriverChoice.AS_FOUND && !selector.drivers().isAnything()) {
                value(
                        selector.where() + ".drivers",
                        "the pool binds its VFs to driver '" + pool.driver() + "', so it cannot select them by driver",
                        "leave out drivers here, or driver in " + pool.where());
            }
        }
        PoolTypeCheck.check(pool, this::value);
        pool.attach().ifPresent(attach -> attach(pool, attach));
    }

    private void attach(Pool pool, Attach attach) {
        String where = pool.where() + ".attach";
        attach.settings()
                .vlan()
                .filter(v -> !pool.allow().permits(v.id()))
                .ifPresent(v -> notAllowed(pool, where + ".vlan", "VLAN " + v.id()));
        attach.settings()
                .trust()
                .filter(on -> on && !pool.allow().trust())
                .ifPresent(on -> notAllowed(pool, where + ".trust", "trust on"));
        attach.settings()
                .spoofchk()
                .filter(on -> !on && !pool.allow().spoofchkOff())
                .ifPresent(on -> notAllowed(pool, where + ".spoofchk", "spoofchk off"));
        Optional<Mbps> min = attach.settings().minRate();
        Optional<Mbps> max = attach.settings().maxRate();
        if (min.isPresent()
                && max.isPresent()
                && max.get().value() > 0
                && min.get().value() > max.get().value()) {
            value(
                    where + ".min_tx_rate",
                    min.get() + " is above max_tx_rate " + max.get(),
                    "lower it, or raise the other");
        }
        if (pool.driver() == DriverChoice.VFIO_PCI && attach.ipam().isPresent()) {
            value(
                    where + ".ipam",
                    "a VF bound to vfio-pci has no netdev to put addresses on",
                    "leave out ipam, or set driver: kernel");
        }
    }

    private void notAllowed(Pool pool, String where, String what) {
        value(where, what + " is outside " + pool.where() + ".allow of the same pool", "widen allow, or change attach");
    }

    private void value(String where, String detail, String hint) {
        findings.add(intent.isNative(), Problem.of(Code.CONFIG_BAD_VALUE, intent.at(where), detail, hint));
    }
}
