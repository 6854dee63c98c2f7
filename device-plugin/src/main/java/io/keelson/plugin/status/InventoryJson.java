package io.keelson.plugin.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/**
 * What {@code keelson inventory -o json} prints, which is a contract: keys are only ever added, a fact that is not known is
 * {@code null}, hex ids are lower case without {@code 0x}.
 */
public final class InventoryJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private InventoryJson() {}

    /** All PFs with their VFs and owners, and all problems. */
    public static ObjectNode of(Snapshot snapshot, Ledger ledger) {
        ObjectNode tree = NODES.objectNode();
        ArrayNode pfs = tree.putArray("pfs");
        snapshot.pfs().forEach(pf -> pfs.add(pf(pf, ledger)));
        ArrayNode problems = tree.putArray("problems");
        snapshot.problems().forEach(problem -> problems.add(problem(problem)));
        return tree;
    }

    private static ObjectNode pf(Pf pf, Ledger ledger) {
        ObjectNode node = NODES.objectNode();
        node.put("pciAddress", pf.address().toString());
        node.set("vendor", text(pf.vendor()));
        node.set("device", text(pf.device()));
        node.set("driver", text(pf.driver()));
        node.set("netdev", text(pf.name()));
        node.set("mac", text(pf.netdev().flatMap(Netdev::mac)));
        node.set("mtu", number(pf.netdev().flatMap(Netdev::mtu).map(m -> m.bytes())));
        node.set("numaNode", number(pf.numaNode().map(NumaNode::number)));
        node.set("linkState", text(linkState(pf)));
        node.set("totalVfs", number(pf.totalVfs()));
        node.set("numVfs", number(pf.numVfs()));
        node.set("eswitchMode", text(pf.eswitchMode()));
        ArrayNode vfs = node.putArray("vfs");
        pf.vfs().forEach(vf -> vfs.add(vf(vf, ledger)));
        return node;
    }

    private static ObjectNode vf(Vf vf, Ledger ledger) {
        ObjectNode node = NODES.objectNode();
        node.put("index", vf.index().index());
        node.put("pciAddress", vf.address().toString());
        node.set("vendor", text(vf.vendor()));
        node.set("device", text(vf.device()));
        node.set("driver", text(vf.driver()));
        node.set("netdev", text(vf.netdev().map(Netdev::name)));
        node.set("iommuGroup", number(vf.iommuGroup().map(g -> g.number())));
        node.set("numaNode", number(vf.numaNode().map(NumaNode::number)));
        node.set(
                "owner",
                ledger.owner(vf.id()).<JsonNode>map(InventoryJson::owner).orElseGet(NODES::nullNode));
        return node;
    }

    private static ObjectNode owner(Owner owner) {
        ObjectNode node = NODES.objectNode();
        node.put("pod", owner.pod().named().orElse(null));
        node.put("containerId", owner.key().container().toString());
        node.put("interface", owner.key().ifName().text());
        node.put("phase", owner.phase().toString());
        node.put("since", owner.since().toString());
        return node;
    }

    private static ObjectNode problem(Problem problem) {
        ObjectNode node = NODES.objectNode();
        node.put("code", problem.code().name());
        node.put("subject", problem.subject().text());
        node.put("detail", problem.detail());
        node.put("hint", problem.hint());
        return node;
    }

    /** {@code up} is up with carrier; not known without a netdev, or when the driver does not tell the carrier. */
    static Optional<String> linkState(Pf pf) {
        return pf.netdev()
                .flatMap(n -> n.up() ? n.carrier() : Optional.of(false))
                .map(up -> up ? "up" : "down");
    }

    private static JsonNode text(Optional<?> value) {
        return value.<JsonNode>map(v -> NODES.textNode(v.toString())).orElseGet(NODES::nullNode);
    }

    private static JsonNode number(Optional<Integer> value) {
        return value.<JsonNode>map(NODES::numberNode).orElseGet(NODES::nullNode);
    }
}
