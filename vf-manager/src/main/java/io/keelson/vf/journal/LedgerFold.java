package io.keelson.vf.journal;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ledger as the records so far make it, and nothing else: no I/O, no clock, one record after the other. Not thread-safe.
 *
 * <p>A record of another boot voids owners and open transactions, whose VFs and namespaces died with the boot before; declared
 * baselines and grants stay.
 */
public final class LedgerFold {
    private final Map<VfId, Owner> owners = new HashMap<>();
    private final Map<PciAddress, Baseline> baselines = new HashMap<>();
    private final Map<DeviceId, Grant> grants = new HashMap<>();
    private final Map<Long, OpenTransaction> open = new TreeMap<>();
    private Optional<BootId> boot = Optional.empty();
    private Optional<JournalRecord.Header> header = Optional.empty();
    private Optional<JournalRecord.Damaged> damaged = Optional.empty();
    private long lastTx;

    /** Takes in the next record. */
    public void apply(JournalRecord record) {
        enter(record.boot());
        lastTx = Math.max(lastTx, record.transaction().orElse(0));
        record.changes().forEach(this::apply);
        if (record instanceof JournalRecord.Header last) {
            header = Optional.of(last);
        } else if (record instanceof JournalRecord.Begin begin) {
            open.put(begin.tx(), OpenTransaction.of(begin));
        } else if (record instanceof JournalRecord.Damaged found) {
            damaged = Optional.of(found);
        } else {
            record.transaction().ifPresent(open::remove);
        }
    }

    /** The machine runs this boot now: what cannot have outlived another one is void. */
    public void enter(BootId now) {
        if (boot.isPresent() && !boot.get().equals(now)) {
            owners.clear();
            open.clear();
            damaged = Optional.empty();
        }
        boot = Optional.of(now);
    }

    /** Who holds what, as of the last record. */
    public Ledger ledger() {
        return new Ledger(owners, baselines, grants);
    }

    /** Transactions begun and not closed, oldest first. */
    public List<OpenTransaction> open() {
        return List.copyOf(open.values());
    }

    boolean isOpen(long tx) {
        return open.containsKey(tx);
    }

    /** What is known of damage found in this boot: while there is any, an owner or a grant may be missing. */
    public Optional<JournalRecord.Damaged> damaged() {
        return damaged;
    }

    /** The last header. */
    public Optional<JournalRecord.Header> header() {
        return header;
    }

    /** The highest transaction number used so far, 0 before the first. */
    public long lastTx() {
        return lastTx;
    }

    /**
     * The first of these changes that would take a VF from a live owner without freeing it, were they applied in order:
     * nobody may write such a record. Reading one, the later owner counts.
     */
    Optional<Clash> clash(List<LedgerChange> changes) {
        Map<VfId, Optional<Owner>> then = new HashMap<>();
        for (LedgerChange change : changes) {
            if (change instanceof LedgerChange.OwnerSet set) {
                Optional<Owner> holder = then.getOrDefault(set.vf(), holder(set.vf()));
                if (holder.isPresent() && !holder.get().key().equals(set.owner().key())) {
                    return Optional.of(new Clash(set.vf(), holder.get(), set.owner()));
                }
                then.put(set.vf(), Optional.of(set.owner()));
            } else if (change instanceof LedgerChange.OwnerFreed freed) {
                then.put(
                        freed.vf(),
                        then.getOrDefault(freed.vf(), holder(freed.vf()))
                                .filter(o -> !o.key().equals(freed.key())));
            }
        }
        return Optional.empty();
    }

    private Optional<Owner> holder(VfId vf) {
        return Optional.ofNullable(owners.get(vf));
    }

    private void apply(LedgerChange change) {
        if (change instanceof LedgerChange.OwnerSet set) {
            owners.put(set.vf(), set.owner());
        } else if (change instanceof LedgerChange.OwnerFreed freed) {
            owners.computeIfPresent(freed.vf(), (vf, owner) -> owner.key().equals(freed.key()) ? null : owner);
        } else if (change instanceof LedgerChange.BaselineDeclared declared) {
            baselines.put(declared.vf(), declared.baseline());
        } else if (change instanceof LedgerChange.Granted granted) {
            grants.put(granted.grant().device(), granted.grant());
        } else {
            LedgerChange.GrantEnded ended = (LedgerChange.GrantEnded) change;
            grants.computeIfPresent(
                    ended.device(), (device, grant) -> grant.since().equals(ended.since()) ? null : grant);
        }
    }

    /** Two owners of one VF. */
    record Clash(VfId vf, Owner holder, Owner comer) {}
}
