package io.keelson.plugin.status;

import io.keelson.vf.model.HexId;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/** What {@code keelson inventory} prints for a person: PFs, then VFs, then problems, each part only if there is any. */
public final class InventoryTable {
    private InventoryTable() {}

    /** The whole page. */
    public static String of(Snapshot snapshot, Ledger ledger) {
        StringBuilder page = new StringBuilder();
        Columns pfs = new Columns("PF", "ID", "DRIVER", "NETDEV", "MAC", "MTU", "NUMA", "LINK", "VFS", "ESWITCH");
        snapshot.pfs().forEach(pf -> add(pfs, pf));
        page.append(pfs.isEmpty() ? "no SR-IOV capable network function\n" : pfs);
        Columns vfs = new Columns("VF", "PF", "INDEX", "ID", "DRIVER", "NETDEV", "GROUP", "NUMA", "OWNER");
        snapshot.vfs().forEach(vf -> add(vfs, vf, ledger));
        page.append(vfs.isEmpty() ? "" : "\n" + vfs);
        Columns problems = new Columns("PROBLEM", "SUBJECT", "DETAIL");
        for (Problem problem : snapshot.problems()) {
            problems.row(problem.code(), problem.subject(), problem.detail());
            problems.row("", "", "next: " + problem.hint());
        }
        page.append(problems.isEmpty() ? "" : "\n" + problems);
        return page.toString();
    }

    private static void add(Columns pfs, Pf pf) {
        pfs.row(
                pf.address(),
                id(pf.vendor(), pf.device()),
                pf.driver(),
                pf.name(),
                pf.netdev().flatMap(Netdev::mac),
                pf.netdev().flatMap(Netdev::mtu),
                pf.numaNode(),
                InventoryJson.linkState(pf),
                count(pf.numVfs()) + "/" + count(pf.totalVfs()),
                pf.eswitchMode());
    }

    private static void add(Columns vfs, Vf vf, Ledger ledger) {
        vfs.row(
                vf.address(),
                vf.pf(),
                vf.index(),
                id(vf.vendor(), vf.device()),
                vf.driver(),
                vf.netdevIsAway() ? "(away)" : vf.netdev().map(Netdev::name),
                vf.iommuGroup().map(g -> vf.groupSize() > 1 ? g + " (of " + vf.groupSize() + ")" : g.toString()),
                vf.numaNode(),
                ledger.owner(vf.id())
                        .map(o -> o.pod() + " " + o.key().ifName() + " (" + o.phase() + " since " + o.since() + ")"));
    }

    private static String count(Optional<Integer> vfs) {
        return vfs.map(String::valueOf).orElse("?");
    }

    private static String id(Optional<HexId> vendor, Optional<HexId> device) {
        return vendor.map(HexId::digits).orElse("?")
                + ":"
                + device.map(HexId::digits).orElse("?");
    }
}
